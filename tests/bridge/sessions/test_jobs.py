"""Jobs from their request to their last event, each said by a client of its own."""

import time

import numpy as np
import soundfile

from tests.session import Client, Warmtone

LONG = ("model", "odd", "seconds", 60.0, "prompt", "slow")


def takes_of(client: Client, job: str | int, count: int) -> list[int]:
    return [client.hear("/job/take", job)["take"] for _ in range(count)]


def samples_of(path: str) -> np.ndarray:
    return soundfile.read(path, dtype="float32", always_2d=True)[0]


def test_a_take_from_words(person: Client) -> None:
    person.say("/generate", "kick", "seconds", 0.5, "seed", 7, "prompt", "440", "hertz")
    assert person.hear("/job/queued", "kick")["ahead"] == 0
    started = person.hear("/job/started", "kick")
    assert (started["model"], started["seed"]) == ("tone", 7)
    assert person.hear("/job/progress", "kick")["total"] == 25
    take = person.hear("/job/take", "kick")
    done = person.hear("/job/done", "kick")
    assert (take["seed"], take["seconds"], done["takes"]) == (7, 0.5, 1)
    assert take["path"].endswith("-440-hertz.wav")
    assert soundfile.info(take["path"]).frames == 24_000


def test_a_pitch_is_heard_and_what_the_model_can_not_be_told_is_said(person: Client) -> None:
    person.say("/generate", "note", "seconds", 0.5, "seed", 7, "pitch", 69.0, "attack", 0.25)
    says = "tone can't be told attack: left out; say it in words, or name a model that can."
    assert person.hear("/job/note", "note")["says"] == says
    pitched = samples_of(person.hear("/job/take", "note")["path"])
    person.say("/generate", "words", "seconds", 0.5, "seed", 7, "prompt", "440")
    np.testing.assert_array_equal(pitched, samples_of(person.hear("/job/take", "words")["path"]))


def test_the_file_is_whole_when_it_is_named(person: Client) -> None:
    person.say("/generate", "whole", "seconds", 20)
    path = person.hear("/job/take", "whole")["path"]
    assert len(samples_of(path)) == 960_000


def test_a_seed_that_was_drawn_is_told_and_gives_the_same_sound_again(person: Client) -> None:
    person.say("/generate", "first")
    seed = person.hear("/job/started", "first")["seed"]
    first = person.hear("/job/take", "first")
    person.say("/generate", "second", "seed", seed)
    second = person.hear("/job/take", "second")
    assert first["seed"] == seed
    np.testing.assert_array_equal(samples_of(first["path"]), samples_of(second["path"]))


def test_many_takes_of_one_job_have_seeds_of_their_own(person: Client) -> None:
    person.say("/generate", "many", "seconds", 0.1, "count", 5, "seed", 40)
    takes = [person.hear("/job/take", "many") for _ in range(5)]
    assert [take["seed"] for take in takes] == [40, 41, 42, 43, 44]
    assert person.hear("/job/done", "many")["takes"] == 5
    person.say("/generate", "alone", "seconds", 0.1, "seed", 42)
    alone = person.hear("/job/take", "alone")
    np.testing.assert_array_equal(samples_of(alone["path"]), samples_of(takes[2]["path"]))


def test_the_largest_seed_is_told_for_every_take(person: Client) -> None:
    person.say("/generate", "top", "seconds", 0.02, "count", 64, "seed", 2**31 - 1 - 64)
    for _ in range(63):
        person.hear("/job/take", "top")
    assert person.hear("/job/take", "top")["seed"] == 2**31 - 2
    person.hear("/job/done", "top")


def test_a_variation_keeps_its_sources_length_name_and_lineage(person: Client) -> None:
    person.say("/generate", "source", "seconds", 0.3, "prompt", "deep", "bell")
    source = person.hear("/job/take", "source")["take"]
    person.say("/vary", "more", "take", source, "amount", 0.5, "count", 2, "seed", 3)
    first, second = takes_of(person, "more", 2)
    person.hear("/job/done", "more")
    person.say("/take/info", second)
    info = person.hear("/take/info", second)
    assert (info["parent"], info["frames"], info["name"], info["seed"]) == (source, 14_400, "deep bell", 4)
    assert first != second


def test_a_variation_of_what_is_not_there_fails(person: Client) -> None:
    person.say("/vary", "lost", "take", 99_999)
    assert person.hear("/job/failed", "lost").values[1:] == (
        "missing",
        "There is no take 99999. /take/list names those that there are.",
    )


def test_jobs_run_in_their_order(person: Client) -> None:
    for number in range(4):
        person.say("/generate", number, "seconds", 0.1)
    assert person.hear("/job/queued", 0)["ahead"] == 0
    for number in range(4):
        person.hear("/job/done", number)


def test_a_running_job_is_cancelled_at_its_next_step(person: Client) -> None:
    person.say("/generate", "long", *LONG)
    person.hear("/job/progress", "long")
    asked = time.monotonic()
    person.say("/cancel", "long")
    assert person.hear("/job/cancelled", "long").at - asked < 0.5
    assert "/job/take" not in [heard.address for heard in person.until_quiet()]
    person.say("/generate", "long", "seconds", 0.1)
    person.hear("/job/done", "long")


def test_a_waiting_job_is_cancelled_at_once_and_the_running_one_goes_on(person: Client) -> None:
    person.say("/generate", "long", *LONG)
    person.hear("/job/progress", "long")
    person.say("/generate", "waits", "seconds", 0.1)
    assert person.hear("/job/queued", "waits")["ahead"] == 1
    person.say("/cancel", "waits")
    person.hear("/job/cancelled", "waits")
    person.hear("/job/progress", "long")
    person.say("/cancel", "long")
    person.hear("/job/cancelled", "long")


def test_cancel_without_a_name_stops_all_of_ones_own_jobs_and_nobody_elses(person: Client, other: Client) -> None:
    person.say("/generate", "running", *LONG)
    other.say("/generate", "theirs", "seconds", 0.1)
    person.say("/generate", "waiting", *LONG)
    person.hear("/job/queued", "waiting")
    other.hear("/job/queued", "theirs")
    person.say("/cancel")
    ended = {person.hear("/job/cancelled").values[0] for _ in range(2)}
    assert ended == {"running", "waiting"}
    other.hear("/job/done", "theirs")


def test_a_job_is_cancelled_while_its_source_is_read(person: Client) -> None:
    person.say("/generate", "source", "seconds", 30)
    source = person.hear("/job/take", "source")["take"]
    person.hear("/job/done", "source")
    person.say("/vary", "more", "take", source)
    person.say("/cancel", "more")
    person.hear("/job/cancelled", "more")
    assert "/job/started" not in [heard.address for heard in person.heard if heard.values[0] == "more"]


def test_cancelling_what_is_not_there_is_an_error(person: Client) -> None:
    (error,) = person.ask("/cancel", "nothing")
    assert (error.address, *error.values[:2]) == ("/error", "nothing", "missing")
    assert person.ask("/cancel") == []


def test_a_name_is_free_again_when_its_job_has_ended(person: Client) -> None:
    person.say("/generate", 1, *LONG)
    person.hear("/job/progress", 1)
    (error,) = [heard for heard in person.ask("/generate", 1.0, "seconds", 0.1) if heard.address == "/error"]
    assert error.values[:2] == (1, "busy")
    person.say("/cancel", 1.0)
    person.hear("/job/cancelled", 1)
    person.say("/generate", 1.0, "seconds", 0.1)
    person.hear("/job/done", 1)


def test_a_take_that_can_not_be_written_stops_its_job(odd: Warmtone, person: Client) -> None:
    takes, aside = odd.session / "takes", odd.session / "aside"
    takes.rename(aside)
    try:
        person.say("/generate", "unwritten", "model", "odd", "seconds", 0.1, "count", 64, "prompt", "slow")
        assert person.hear("/job/failed", "unwritten").values[1] == "missing"
    finally:
        aside.rename(takes)
    person.say("/generate", "unwritten", "seconds", 0.1)
    assert person.hear("/job/done", "unwritten")["takes"] == 1


def test_nothing_stays_in_shared_memory_when_all_jobs_have_ended(odd: Warmtone, person: Client) -> None:
    person.wait_until("running", 0)
    before = odd.held()[1]
    person.say("/generate", "gone", *LONG)
    person.hear("/job/progress", "gone")
    assert len(odd.held()[1] - before) == 1
    person.say("/cancel", "gone")
    person.hear("/job/cancelled", "gone")
    odd.let_go_of_all_but(before)
