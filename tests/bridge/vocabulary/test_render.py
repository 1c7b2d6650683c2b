from bridge.datagram import read_datagram, write_message
from bridge.vocabulary import EVENTS, Row, for_subscriber, render
from bridge.vocabulary.events import Failed, Status, TakeList


def test_what_has_a_place_comes_without_its_name() -> None:
    assert render(Failed("kick", "missing", "There is no take 9.")) == (
        "/job/failed",
        ["kick", "missing", "There is no take 9."],
    )


def test_many_values_follow_one_another() -> None:
    assert render(TakeList(3, 0, (9, 8, 7)))[1] == [3, 0, 9, 8, 7]
    assert render(TakeList(0, 0, ()))[1] == [0, 0]


def test_a_flag_is_nought_or_one() -> None:
    values = render(Status(realtime=True))[1]
    assert type(values[values.index("realtime") + 1]) is int


def test_a_subscribers_copy_ends_with_the_clients_name() -> None:
    address, values = for_subscriber(render(Failed(1, "model", "It broke.")), "127.0.0.1:9")
    assert (address, values[-2:]) == ("/job/failed", ["client", "127.0.0.1:9"])


def test_a_counter_beyond_32_bits_stands_still_and_is_sent() -> None:
    (said,) = read_datagram(write_message(*render(Status(received=2**40))))
    assert said.values[said.values.index("received") + 1] == 2**31 - 1


def test_words_that_are_no_unicode_or_hold_an_end_are_sent() -> None:
    (said,) = read_datagram(write_message(*render(Failed("kick", "file", "a\ud800b\0c"))))
    assert said.values == ("kick", "file", "a?b c")


def test_every_event_without_arguments_that_are_needed_can_be_sent() -> None:
    def needless(row: Row) -> bool:
        return not any(argument.required for argument in row.arguments)

    for row in filter(needless, EVENTS):
        assert read_datagram(write_message(*render(row.message())))[0].address == row.address
