"""Models that fail, hang or are killed while a take plays: a reason for each job, and all else goes on."""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bridge.bench.processes import family_of
from tests.session import Client, Heard, Warmtone, running_warmtone

LONGEST_STEP_SECONDS = 1
FAULTS = {
    "raise": ("model", "faulty stopped with an error: ValueError: a tensor of another shape"),
    "memory": ("model", "faulty stopped with an error: MemoryError: 160 GiB"),
    "nan": ("model", "samples that are not finite numbers"),
    "infinite": ("model", "samples that are not finite numbers"),
    "wide": ("model", "samples of shape (960, 2); float32 of (frames, 1) was expected"),
    "flat": ("model", "samples of shape (960,)"),
    "double": ("model", "gave float64 samples"),
    "short": ("model", "frames where 24000 were asked for"),
    "long": ("model", "more than the 24000 frames"),
    "crash": ("worker", "The worker process died (exit status 3); another takes its place."),
    "crash at first": ("worker", "The worker process died (exit status 3); another takes its place."),
    "leave": ("worker", "The worker process died; another takes its place."),
    "hang": ("worker", "faulty made no step in 1 s and was stopped"),
    "idle": ("worker", "faulty made no step in 1 s and was stopped"),
}


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warmtone]:
    folder = tmp_path_factory.mktemp("faulty")
    waits = {"longest_step": LONGEST_STEP_SECONDS, "longest_load": 3}
    with running_warmtone(folder, "tests.bridge.with_faulty_models", **waits) as warmtone:
        yield warmtone


@pytest.fixture
def client(faulty: Warmtone) -> Iterator[Client]:
    with faulty.client() as client:
        yield client


@pytest.fixture(autouse=True)
def all_goes_on(faulty: Warmtone) -> Iterator[None]:
    """A take that loops meanwhile never stops, the next job works, and the memory is what it was."""
    with faulty.client() as listener:
        listener.say("/generate", "loop", "seconds", 0.1)
        take = listener.hear("/job/take", "loop")["take"]
        listener.hear("/job/done", "loop")
        listener.say("/take/play", take, "loop", 1)
        listener.hear("/take/playing", take)
        before = faulty.held()[1]
        starved = listener.status()["starved"]
        yield
        listener.say("/generate", "next", "seconds", 0.1)
        listener.hear("/job/done", "next")
        faulty.let_go_of_all_but(before)
        assert "/take/ended" not in [heard.address for heard in listener.heard]
        assert listener.status()["starved"] == starved
        listener.say("/take/stop", take)
        listener.hear("/take/ended", take)


def fail(client: Client, *values: object) -> tuple[str, str]:
    """Send a job that fails; its code and sentence."""
    client.say("/generate", "job", *values)
    failed = client.hear("/job/failed", "job")
    return failed.values[1], failed.values[2]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_fails_its_job_with_a_reason(client: Client, fault: str) -> None:
    code, sentence = fail(client, "model", "faulty", "seconds", 0.5, "prompt", fault)
    expected_code, words = FAULTS[fault]
    assert (code, words in sentence) == (expected_code, True), sentence
    tried_again = [heard for heard in client.heard if heard.address == "/job/note"]
    assert len(tried_again) == (fault in ("crash", "crash at first", "leave"))
    assert [heard for heard in client.heard if heard.address == "/job/take"] == []


def test_silence_where_sound_was_due_fails_and_a_silent_half_does_not(client: Client) -> None:
    code, sentence = fail(client, "model", "mute", "seconds", 0.5)
    assert (code, "mute gave silence" in sentence) == ("model", True)
    client.say("/generate", "half", "model", "faulty", "seconds", 0.5, "prompt", "half mute")
    client.hear("/job/done", "half")


@pytest.mark.parametrize("phase", ["sample slowly", "decode slowly"])
def test_a_worker_that_is_killed_at_work_costs_one_job_only_time(faulty: Warmtone, client: Client, phase: str) -> None:
    client.say("/generate", "job", "model", "faulty", "seconds", 1.0, "seed", 5, "prompt", phase)
    killed = kill_worker(faulty, lambda: client.hear("/job/progress", "job"))
    assert client.hear("/job/note", "job")["says"].endswith("This take is made once more.")
    take = client.hear("/job/take", "job")
    assert client.hear("/job/done", "job")["takes"] == 1
    assert worker_of(faulty) != killed
    assert Path(take["path"]).stat().st_size > 48_000 * 4


def test_a_second_death_in_one_job_ends_it(faulty: Warmtone, client: Client) -> None:
    client.say("/generate", "job", "model", "faulty", "seconds", 1.0, "prompt", "sample slowly")
    for _ in range(2):
        kill_worker(faulty, lambda: client.hear("/job/progress", "job"))
    failed = client.hear("/job/failed", "job")
    assert failed.values[1] == "worker"
    assert "killed from outside" in failed.values[2]


def test_a_job_that_was_cancelled_before_its_worker_died_is_not_tried_again(faulty: Warmtone, client: Client) -> None:
    client.say("/generate", "job", "model", "faulty", "seconds", 0.5, "prompt", "hang")
    while client.hear("/job/progress", "job")["done"] < 5:
        continue
    client.say("/cancel", "job")
    client.hear("/job/cancelled", "job")


def test_a_worker_that_is_killed_while_it_loads_fails_the_load_and_the_next_one_works(
    faulty: Warmtone, client: Client
) -> None:
    def loading() -> None:
        while state(client, "slow") != "loading":
            continue

    client.say("/model/unload", "slow")
    client.say("/generate", "job", "model", "slow", "seconds", 0.1)
    kill_worker(faulty, loading)
    failed = client.hear("/job/failed", "job")
    assert failed.values[1] == "worker"
    assert "died while slow was loading" in failed.values[2]
    client.say("/generate", "again", "model", "slow", "seconds", 0.1)
    client.hear("/job/done", "again")


def test_a_model_that_never_comes_is_given_up(client: Client) -> None:
    code, sentence = fail(client, "model", "never", "seconds", 0.1)
    assert (code, sentence) == ("worker", "never was not loaded within 3 s; the worker process is started anew.")


def state(client: Client, model: str) -> str:
    heard: list[Heard] = client.ask("/models")
    return next(str(each["state"]) for each in heard if each.address == "/model" and each.values[0] == model)


def worker_of(warmtone: Warmtone) -> int:
    """The process of a Warmtone that is nicer than all others."""
    children = family_of(warmtone.process.pid) - {warmtone.process.pid}
    return max(children, key=niceness)


def niceness(process_id: int) -> int:
    try:
        return os.getpriority(os.PRIO_PROCESS, process_id)
    except ProcessLookupError:
        return -21


def kill_worker(warmtone: Warmtone, reached: Callable[[], object]) -> int:
    """Kill the worker once a point is reached; returns its process id."""
    reached()
    process_id = worker_of(warmtone)
    os.kill(process_id, signal.SIGKILL)
    return process_id
