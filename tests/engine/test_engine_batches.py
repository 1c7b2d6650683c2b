"""Takes of a job that are sampled together: as the engine tells of them, and what the worker keeps of them."""

import sys
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np
import pytest

from engine import BatchPlace, Engine, EngineEvent, Generate, Job, JobCancelled, JobNoted, TakeRendered, TakeShape
from engine.take_memory import create_take_memory
from engine.worker import Worker
from engine.worker_messages import Cancel, Command, Load, Render, Rendered, RenderFailed, Report, Unload
from tests.engine.batching import LOADERS
from tests.engine.fake_ear import FakeEarLoader
from tests.engine.fakes import noise
from tests.engine.session import Session, job, running_engine

TASK = Generate(seconds=0.1)


def places(session: Session, job: Job) -> list[BatchPlace]:
    return [event.place for event in session.of(job) if isinstance(event, TakeRendered)]


def sampled(session: Session, job: Job) -> list[str]:
    return [event.sentence for event in session.of(job) if isinstance(event, JobNoted)]


def test_takes_of_a_job_are_sampled_together_and_each_is_its_seeds_own() -> None:
    variations = job("on-gpu", seed=7, count=3)
    with running_engine(LOADERS) as session:
        session.finish(variations)
        assert sampled(session, variations) == ["Sampled 7 8 9."]
        assert places(session, variations) == [BatchPlace(1, 3), BatchPlace(2, 3), BatchPlace(3, 3)]
        for seed, memory in zip((7, 8, 9), session.takes(variations), strict=True):
            np.testing.assert_array_equal(memory.samples, noise(800, 1, seed))


def test_no_more_than_8_at_once_and_on_a_cpu_one() -> None:
    many, alone = job("on-gpu", count=10), job("on-cpu", count=2)
    with running_engine(LOADERS) as session:
        session.finish(many, alone)
        assert sampled(session, many) == ["Sampled 1 2 3 4 5 6 7 8.", "Sampled 9 10."]
        assert [place.takes for place in places(session, many)] == [8] * 8 + [2] * 2
        assert sampled(session, alone) == ["Sampled 1.", "Sampled 2."]
        assert places(session, alone) == [BatchPlace(), BatchPlace()]


def test_a_cancel_in_the_middle_drops_the_rest() -> None:
    cancelled, after = job("on-gpu", count=3), job("on-gpu", count=2)

    def cancel_after_the_first(engine: Engine, event: EngineEvent) -> None:
        if isinstance(event, TakeRendered) and event.job == cancelled.number:
            engine.cancel(event.job)

    with running_engine(LOADERS, also=cancel_after_the_first) as session:
        session.submit(cancelled)
        assert isinstance(session.end_of(cancelled), JobCancelled)
        assert places(session, cancelled) == [BatchPlace(1, 3)]
        session.finish(after)
        assert sampled(session, after) == ["Sampled 1 2."]


class Script:
    """The worker's end of a pipe that says these commands one after the other, and then closes."""

    def __init__(self, commands: Iterable[Command]) -> None:
        self.commands = deque(commands)
        self.answers: list[Report] = []

    def poll(self) -> bool:
        return False

    def recv(self) -> Command:
        if not self.commands:
            raise EOFError
        return self.commands.popleft()

    def send(self, report: Report) -> None:
        self.answers.append(report)


@pytest.fixture
def target() -> Iterator[TakeShape]:
    """The memory of a take."""
    memory = create_take_memory(800, 1, 8000)
    yield memory.shape
    memory.unlink()
    memory.close()


@pytest.mark.parametrize(
    ("after", "kept"),
    [
        ((), True),
        ((Cancel(1),), False),
        ((Load("on-cpu"),), False),
        ((Unload("on-gpu"),), False),
    ],
    ids=lambda value: " ".join(type(each).__name__ for each in value) if isinstance(value, tuple) else None,
)
def test_what_was_sampled_ahead_is_dropped_when_something_else_is_asked(
    target: TakeShape, after: tuple[Command, ...], kept: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)  # this process keeps its threads
    script = Script([Load("on-gpu"), Render(1, "on-gpu", TASK, 3, target, (), job=5, following=(4,)), *after])
    worker = Worker(script, dict(LOADERS), FakeEarLoader())  # type: ignore[arg-type]
    with pytest.raises(SystemExit):
        worker.serve()
    assert Rendered(1, BatchPlace(1, 2)) in script.answers
    assert (worker._batch is not None) == kept


@pytest.mark.parametrize(
    ("again", "place"),
    [
        ({}, BatchPlace(2, 2)),
        ({"job": 6}, BatchPlace(1, 1)),
        ({"task": Generate(prompt="wind", seconds=0.1)}, BatchPlace(1, 1)),
        ({"seed": 9}, BatchPlace(1, 1)),
    ],
)
def test_only_the_next_take_of_the_same_job_and_task_is_what_was_sampled_ahead(
    target: TakeShape, again: dict[str, object], place: BatchPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)  # this process keeps its threads
    first = Render(1, "on-gpu", TASK, 3, target, (), job=5, following=(4,))
    then = replace(replace(first, render=2, seed=4, following=()), **again)  # type: ignore[arg-type]
    script = Script([Load("on-gpu"), first, then])
    with pytest.raises(SystemExit):
        Worker(script, dict(LOADERS), FakeEarLoader()).serve()  # type: ignore[arg-type]
    assert script.answers[-1] == Rendered(2, place)


def test_an_error_drops_what_was_sampled_ahead(target: TakeShape, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)  # this process keeps its threads
    first = Render(1, "on-gpu", TASK, 3, target, (), job=5, following=(4,))
    gone = replace(first, render=2, seed=4, target=TakeShape("gone", 800, 1, 8000))
    script = Script([Load("on-gpu"), first, gone])
    worker = Worker(script, dict(LOADERS), FakeEarLoader())  # type: ignore[arg-type]
    with pytest.raises(SystemExit):
        worker.serve()
    assert isinstance(script.answers[-1], RenderFailed)
    assert worker._batch is None
