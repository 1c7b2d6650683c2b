"""Takes that sound on the silent device, which keeps time as a card does."""

from pathlib import Path

import pytest

from tests.session import Client, Warmtone, running_warmtone


def made(client: Client, seconds: float) -> int:
    client.say("/generate", "made", "seconds", seconds)
    take = client.hear("/job/take", "made")["take"]
    client.hear("/job/done", "made")
    return int(take)


def test_a_take_plays_for_as_long_as_it_is(client: Client) -> None:
    take = made(client, 0.4)
    client.say("/take/play", take)
    began = client.hear("/take/playing", take).at
    assert client.hear("/take/ended", take).at - began == pytest.approx(0.4, abs=0.15)


def test_a_take_plays_from_a_place_in_it(client: Client) -> None:
    take = made(client, 20)
    client.say("/take/play", take, "start", 19.8, "gain", -6.0, "output", 1.0)
    began = client.hear("/take/playing", take).at
    assert client.hear("/take/ended", take).at - began < 1


def test_a_loop_plays_until_it_is_stopped(warmtone: Warmtone, client: Client) -> None:
    take = made(client, 0.05)
    client.say("/take/play", take, "loop", 1)
    began = client.hear("/take/playing", take).at
    client.wait_until("voices", 1)
    while client.status().at - began < 0.3:
        assert client.status()["voices"] == 1
    client.say("/take/stop", take, "fade", 0.01)
    client.hear("/take/ended", take)
    client.wait_until("voices", 0)


def test_the_same_take_plays_twice_at_once(client: Client) -> None:
    take = made(client, 30)
    for _ in range(2):
        client.say("/take/play", take)
        client.hear("/take/playing", take)
    assert client.status()["voices"] == 2
    client.say("/take/stop")
    for _ in range(2):
        client.hear("/take/ended", take)


def test_panic_silences_everybody(warmtone: Warmtone, client: Client) -> None:
    take = made(client, 30)
    with warmtone.client() as other:
        client.say("/take/play", take)
        other.say("/take/play", take, "loop", 1)
        client.hear("/take/playing", take)
        other.hear("/take/playing", take)
        client.say("/panic")
        client.hear("/take/ended", take)
        other.hear("/take/ended", take)
        assert client.status()["voices"] == 0


@pytest.mark.parametrize("stop", [("/take/stop",), ("/panic",)])
def test_a_take_is_stopped_while_it_is_read(client: Client, stop: tuple[str]) -> None:
    take = made(client, 60)
    client.say("/take/play", take)
    client.say(*stop)
    client.hear("/take/ended", take)
    client.say("/take/info", take)
    client.hear("/take/info", take)  # the archive's thread has read the take by now
    assert [heard for heard in client.until_quiet() if heard.address != "/take/info"] == []
    assert client.status()["voices"] == 0
    assert "/take/playing" not in [heard.address for heard in client.heard]


def test_a_job_plays_what_it_makes_before_that_is_finished(person: Client) -> None:
    person.say("/generate", "live", "model", "odd", "seconds", 10, "play", 1, "prompt", "slow")
    person.hear("/take/playing")
    person.hear("/job/progress", "live")
    person.hear("/job/take", "live")
    person.say("/panic")
    person.hear("/take/ended")


@pytest.mark.parametrize("edit", [("/inpaint", "region", 9.5, 9.8), ("/extend", "seconds", 0.5)])
def test_what_stays_sounds_while_the_rest_is_still_being_made(person: Client, edit: tuple[str, ...]) -> None:
    source = made(person, 10)
    address, *values = edit
    person.say(address, "edit", "take", source, "model", "odd", "play", 1, *values, "prompt", "slow")
    playing = person.hear("/take/playing")
    done = person.hear("/job/done", "edit")
    progress = [heard for heard in person.heard if heard.address == "/job/progress" and heard.values[0] == "edit"]
    later = [heard for heard in progress if heard.at > playing.at]
    assert len(later) > len(progress) / 2
    assert later[0]["left"] >= 0
    assert done.at > playing.at
    person.say("/panic")
    person.hear("/take/ended")


def test_what_was_made_so_far_ends_when_its_job_is_cancelled(person: Client) -> None:
    person.say("/generate", "live", "model", "odd", "seconds", 1, "play", 1, "prompt", "slow")
    person.hear("/take/playing")
    person.say("/cancel", "live")
    person.hear("/job/cancelled", "live")
    person.hear("/take/ended")


def test_after_a_panic_a_running_job_plays_no_more_of_its_takes(person: Client) -> None:
    person.say("/generate", "live", "model", "odd", "seconds", 0.2, "count", 4, "play", 1, "prompt", "slow")
    person.hear("/take/playing")
    person.say("/panic")
    person.hear("/job/done", "live")
    assert person.status()["voices"] == 0
    assert len([heard for heard in person.heard if heard.address == "/take/playing"]) == 1


def test_a_voice_whose_worker_died_comes_to_its_end(person: Client) -> None:
    person.say("/generate", "dies", "model", "odd", "seconds", 1, "play", 1, "prompt", "crash")
    assert person.hear("/job/failed", "dies").values[1] == "worker"
    person.wait_until("voices", 0)
    person.wait_until("state", "ready")


@pytest.mark.parametrize(
    ("values", "code", "says"),
    [
        (("output", 2), "range", "output is 1 to 1, not 2: silent has 2 channels."),
        (("start", 1), "range", "is 0.1 s long: it can't be played from there."),
    ],
)
def test_what_can_not_be_played_is_one_error(client: Client, values: tuple[str, int], code: str, says: str) -> None:
    client.say("/take/play", made(client, 0.1), *values)
    error = client.hear("/error", "/take/play", code)
    assert says in error.values[2]
    assert client.until_quiet() == []
    assert client.status()["voices"] == 0


def test_stopping_what_does_not_play_is_one_error(client: Client) -> None:
    take = made(client, 0.1)
    (error,) = client.ask("/take/stop", take)
    assert error.values == ("/take/stop", "missing", f"Take {take} isn't playing.")
    assert client.ask("/take/stop") == []


def test_volume_is_taken_within_its_range(client: Client) -> None:
    assert client.ask("/volume", 0.5) == []
    assert client.ask("/volume", 1.0) == []
    (error,) = client.ask("/volume", 1.5)
    assert error.values == ("/volume", "range", "level is 0 to 1, not 1.5.")


def test_voices_leave_nothing_in_shared_memory(warmtone: Warmtone, client: Client) -> None:
    client.wait_until("voices", 0)
    before = warmtone.held()[1]
    take = made(client, 0.1)
    client.say("/take/play", take)
    client.hear("/take/playing")
    client.hear("/take/ended")
    warmtone.let_go_of_all_but(before)


def test_without_a_card_everything_else_works(tmp_path: Path) -> None:
    with running_warmtone(tmp_path, device="no card is called that") as warmtone, warmtone.client() as client:
        take = made(client, 0.1)
        client.say("/take/play", take)
        error = client.hear("/error", "/take/play", "device")
        assert len(error.values[2]) > 20
        client.say("/generate", "heard", "seconds", 0.1, "play", 1)
        assert client.hear("/job/note", "heard")["says"].startswith("What it makes can't be heard: ")
        client.hear("/job/done", "heard")
        status = client.status()
        assert (status["age"], status["rate"], status["voices"]) == (-1.0, 48_000, 0)
