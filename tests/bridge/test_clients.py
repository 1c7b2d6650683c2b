import logging
import time

import pytest

from bridge.clients import IDLE_SUBSCRIBER_SECONDS, MOST_CLIENTS, Clients
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
    assert not clients.subscribers


def test_a_flood_of_greetings_pushes_out_the_oldest_names_but_no_subscriber() -> None:
    clients = Clients()
    clients.greet((HERE, 1), 7701, "keeps listening")
    clients.subscribe((HERE, 7701), True)
    for port in range(2, 4 * MOST_CLIENTS):
        clients.greet((HERE, port), port, "many")
    assert clients.count == MOST_CLIENTS
    assert clients.name((HERE, 7701)) == "keeps listening"
    assert clients.name((HERE, 2)) == f"{HERE}:2"


def test_who_was_heard_last_is_not_pushed_out() -> None:
    clients = Clients()
    for port in range(1, MOST_CLIENTS + 1):
        clients.greet((HERE, 5000 + port), port, "max")
    clients.client_of((HERE, 5001), None)
    clients.greet((HERE, 9000), 9000, "new")
    assert [clients.name((HERE, port)) for port in (1, 2, 9000)] == ["max", f"{HERE}:2", "new"]


def test_who_makes_room_is_said_in_the_log_but_a_storm_of_greetings_is_no_storm_of_lines(
    caplog: pytest.LogCaptureFixture,
) -> None:
    clients = Clients()
    with caplog.at_level(logging.INFO):
        for port in range(1, 60_000):
            clients.greet((HERE, port), port, f"max {port}")
    assert "max 1 was idle for the longest time, and makes room: 256 clients" in caplog.messages[0]
    assert len(caplog.messages) < 12 * 20
    assert clients.count == MOST_CLIENTS


def test_who_takes_another_port_takes_its_subscription_along() -> None:
    clients = Clients()
    clients.greet((HERE, 5000), 7701, "max")
    clients.subscribe((HERE, 7701), True)
    clients.greet((HERE, 5000), 7702, "max")
    assert clients.subscribers == ((HERE, 7702),)
    assert clients.count == 1


def test_a_port_that_another_sender_announced_keeps_its_subscription() -> None:
    clients = Clients()
    clients.greet((HERE, 5000), 7701, "one patch")
    clients.greet((HERE, 5001), 7701, "another")
    clients.subscribe((HERE, 7701), True)
    clients.greet((HERE, 5000), 7702, "max")
    assert clients.subscribers == ((HERE, 7701),)


def test_a_subscriber_that_was_silent_for_long_makes_room_where_there_is_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clients = Clients()
    for port in range(1, MOST_CLIENTS + 1):
        clients.subscribe((HERE, port), True)
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + IDLE_SUBSCRIBER_SECONDS + 1)
    clients.client_of((HERE, 1), None)
    clients.subscribe((HERE, 9000), True)
    assert {(HERE, 1), (HERE, 9000)} < set(clients.subscribers)
    assert (HERE, 2) not in clients.subscribers


def test_too_many_subscribers_are_refused() -> None:
    clients = Clients()
    for port in range(MOST_CLIENTS):
        clients.subscribe((HERE, port), True)
    with pytest.raises(BusyError, match=f"{MOST_CLIENTS} clients subscribe already"):
        clients.subscribe((HERE, 60_000), True)
    with pytest.raises(BusyError):
        clients.greet((HERE, 60_000), 60_000, "late")
    clients.subscribe((HERE, 0), True)
