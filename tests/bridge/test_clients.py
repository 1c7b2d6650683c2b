import pytest

from bridge.clients import MOST_CLIENTS, Clients
from engine import BusyError

HERE = "127.0.0.1"


def test_answers_go_where_a_message_came_from() -> None:
    assert Clients().client_of((HERE, 5000), None) == (HERE, 5000)


def test_answers_go_to_the_port_that_was_announced() -> None:
    clients = Clients()
    assert clients.greet((HERE, 5000), 7701, "max") == (HERE, 7701)
    assert clients.client_of((HERE, 5000), None) == (HERE, 7701)
    assert clients.client_of((HERE, 5001), None) == (HERE, 5001)
    assert clients.client_of(("10.0.0.2", 5000), None) == ("10.0.0.2", 5000)


def test_the_port_in_a_message_goes_before_the_one_that_was_announced() -> None:
    clients = Clients()
    clients.greet((HERE, 5000), 7701, "max")
    assert clients.client_of((HERE, 5000), 9000) == (HERE, 9000)


def test_a_client_has_a_name_or_its_address() -> None:
    clients = Clients()
    clients.greet((HERE, 5000), 7701, "max")
    clients.greet((HERE, 5001), 7702, "")
    names = [clients.name((HERE, port)) for port in (7701, 7702, 5000)]
    assert names == ["max", f"{HERE}:7702", f"{HERE}:5000"]


def test_a_second_hello_replaces_the_first() -> None:
    clients = Clients()
    clients.greet((HERE, 5000), 7701, "max")
    clients.greet((HERE, 5000), 7702, "pd")
    assert clients.client_of((HERE, 5000), None) == (HERE, 7702)
    assert clients.name((HERE, 7702)) == "pd"


def test_subscribing_and_ending_it() -> None:
    clients = Clients()
    clients.subscribe((HERE, 5000), True)
    clients.subscribe((HERE, 5000), True)
    assert clients.subscribers == ((HERE, 5000),)
    assert clients.count == 1
    clients.subscribe((HERE, 5000), False)
    clients.subscribe((HERE, 5000), False)
    assert clients.subscribers == ()


def test_a_flood_of_greetings_pushes_out_the_oldest_names_but_no_subscriber() -> None:
    clients = Clients()
    clients.greet((HERE, 1), 7701, "keeps listening")
    clients.subscribe((HERE, 7701), True)
    for port in range(2, 4 * MOST_CLIENTS):
        clients.greet((HERE, port), port, "many")
    assert clients.count == MOST_CLIENTS
    assert clients.name((HERE, 7701)) == "keeps listening"
    assert clients.name((HERE, 2)) == f"{HERE}:2"


def test_too_many_subscribers_are_refused() -> None:
    clients = Clients()
    for port in range(MOST_CLIENTS):
        clients.subscribe((HERE, port), True)
    with pytest.raises(BusyError, match=f"{MOST_CLIENTS} clients subscribe already"):
        clients.subscribe((HERE, 60_000), True)
    with pytest.raises(BusyError):
        clients.greet((HERE, 60_000), 60_000, "late")
    clients.subscribe((HERE, 0), True)
