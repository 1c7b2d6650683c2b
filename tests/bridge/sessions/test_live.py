"""The live instrument over OSC: it plays, its knobs answer when they are asked, and what can't be is refused."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bridge.bench.processes import family_of
from tests.session import Client, Heard, Warmtone, message, running_warmtone

CLIENTS = 20
TURNS = 200


@pytest.fixture
def player(client: Client) -> Iterator[Client]:
    """Somebody who plays the sines, with the knobs as they stand at first."""
    client.say("/live/start", "sines")
    client.hear("/live/playing", "sines", "knobs", 4)
    yield client
    client.say("/live/stop")
    client.until_quiet()
    client.wait_until("live", "")


def knobs_of(client: Client) -> dict[str, Heard]:
    return {said.values[0]: said for said in client.ask("/knob/list") if said.address == "/knob"}


def test_it_plays_and_is_told_of_in_the_status(player: Client) -> None:
    status = player.wait_for(lambda status: status["liveload"] > 0, "the live worker to be measured")
    assert status["live"] == "sines"
    assert status["liveload"] < 0.5
    assert status["gaps"] >= 0


def test_its_knobs_have_names_ranges_units_and_a_sentence(player: Client) -> None:
    knobs = knobs_of(player)
    assert list(knobs) == ["pitch", "bright", "spread", "level"]
    pitch = knobs["pitch"]
    assert (pitch["value"], pitch["low"], pitch["high"], pitch["default"], pitch["unit"]) == (220, 20, 4000, 220, "Hz")
    assert pitch["says"] == "the lowest sine"


def test_a_turn_is_not_answered_unless_that_is_asked_for(player: Client) -> None:
    assert player.ask("/knob", "pitch", 330) == []
    assert knobs_of(player)["pitch"]["value"] == 330
    (told,) = player.ask("/knob", "level", 0.25, "tell", 1)
    assert (told.address, told.values[0], told["value"]) == ("/knob", "level", 0.25)


def test_several_knobs_are_turned_together(player: Client) -> None:
    assert player.ask("/knobs", 110, 0.5, 3.0) == []
    values = [said["value"] for said in knobs_of(player).values()]
    assert values == [110, 0.5, 3.0, 0.5]


@pytest.mark.parametrize(
    ("said", "code", "says"),
    [
        (("/knob", "level", 1.5), "range", "level is 0 to 1, not 1.5."),
        (("/knob", "pitch", 5), "range", "pitch is 20 to 4000 Hz, not 5."),
        (("/knob", "depth", 1), "missing", "There is no knob depth; there are pitch, bright, spread, level."),
        (("/knob", "level"), "key", "needs value"),
        (("/knob", "level", "high"), "type", "value is a number"),
        (("/knobs", 1, 2, 3, 4, 5), "range", "4 knobs are there, and 5 values came."),
        (("/knobs", 220, 0.5, 0, 7), "range", "level is 0 to 1, not 7."),
        (("/knobs",), "range", "1 to 64 numbers"),
        (("/knobs", 220, "reply", 0), "range", "reply is 1 to 65535"),
        (("/live/source", "organ"), "missing", "There is no instrument organ; there are sines, noise."),
        (("/live/start", "sines", "output", 2), "range", "output is 1 to 1, not 2"),
        (("/live/gain", 20), "range", "gain is -90 to 12"),
    ],
)
def test_what_can_not_be_is_refused_and_changes_nothing(
    player: Client, said: tuple[object, ...], code: str, says: str
) -> None:
    before = [knob.values for knob in knobs_of(player).values()]
    (error,) = player.ask(*said)
    assert (error.address, error.values[1]) == ("/error", code)
    assert says in error.values[2]
    assert [knob.values for knob in knobs_of(player).values()] == before


@pytest.mark.parametrize("said", [("/live/stop",), ("/live/gain", 0), ("/live/source", "noise"), ("/knob/list",)])
def test_without_an_instrument_there_is_nothing_to_stop_or_to_turn(client: Client, said: tuple[object, ...]) -> None:
    (error,) = client.ask(*said)
    assert (error.address, error.values[1]) == ("/error", "missing")


def test_a_change_of_source_brings_other_knobs(player: Client) -> None:
    player.say("/live/source", "noise")
    player.hear("/live/playing", "noise", "knobs", 3)
    assert list(knobs_of(player)) == ["centre", "width", "level"]


def test_stopped_and_started_it_is_the_same_instrument_with_its_knobs_as_at_first(player: Client) -> None:
    player.say("/knob", "level", 0.1)
    player.say("/live/stop")
    player.hear("/live/stopped", "sines", "says", "")
    player.say("/live/start")
    player.hear("/live/playing", "sines")
    assert knobs_of(player)["level"]["value"] == 0.5


def test_a_panic_silences_it(player: Client) -> None:
    player.say("/panic")
    player.hear("/live/stopped", "sines")
    assert player.status()["live"] == ""
    player.say("/live/start", "sines")
    player.hear("/live/playing")


def test_subscribers_hear_of_it(warmtone: Warmtone, player: Client) -> None:
    with warmtone.client() as other:
        other.say("/subscribe")
        other.hear("/subscribed")
        player.say("/live/source", "noise")
        other.hear("/live/playing", "noise")


def test_turns_from_twenty_clients_coalesce(warmtone: Warmtone, player: Client) -> None:
    before = player.status()
    clients = [warmtone.client() for _ in range(CLIENTS)]
    turns = [message("/knob", "level", turn / TURNS) for turn in range(1, TURNS + 1)]
    due = time.monotonic()
    for turn in turns:
        for client in clients:
            client.send(turn)
        due += 0.002
        time.sleep(max(0.0, due - time.monotonic()))
    after = player.status()
    assert knobs_of(player)["level"]["value"] == 1.0
    assert after["received"] - before["received"] == CLIENTS * TURNS + 1
    assert (after["lost"], after["refused"]) == (before["lost"], before["refused"])
    assert [client.heard for client in clients] == [[]] * CLIENTS
    for client in clients:
        client.close()


def test_a_killed_live_worker_is_replaced_and_the_knobs_stay(tmp_path: Path) -> None:
    with running_warmtone(tmp_path) as warmtone, warmtone.client() as client:
        before = family_of(warmtone.process.pid)
        client.say("/live/start", "noise")
        client.hear("/live/playing", "noise")
        client.say("/knob", "centre", 1234)
        (worker,) = family_of(warmtone.process.pid) - before
        os.kill(worker, signal.SIGKILL)
        client.wait_for(lambda _: "another takes its place" in warmtone.said, "the loss to be told")
        status = client.wait_for(lambda status: status["liveload"] > 0, "another worker at work")
        assert status["live"] == "noise"
        assert knobs_of(client)["centre"]["value"] == 1234


def test_without_a_card_it_is_refused(tmp_path: Path) -> None:
    with running_warmtone(tmp_path, device="no such card") as warmtone, warmtone.client() as client:
        (error,) = client.ask("/live/start", "sines")
        assert error.values[:2] == ("/live/start", "device")
