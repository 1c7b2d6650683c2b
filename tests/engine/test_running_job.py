"""The job at work alone, with a worker whose words the test writes."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

from engine import (
    BatchPlace,
    EngineEvent,
    JobCancelled,
    JobFailed,
    JobFinished,
    JobProgressed,
    JobStarted,
    TakeRendered,
    TakeStarted,
)
from engine.running_job import RunningJob
from engine.worker_messages import Cancel, Render, RenderCancelled, Rendered, RenderFailed, Stepped
from tests.engine.fakes import CARD
from tests.engine.session import job


class Worker:
    """What was sent to it and what was delivered, in one order."""

    def __init__(self, takes: int) -> None:
        self.told: list[EngineEvent | Render | Cancel] = []
        self.running = RunningJob(job("steady", count=takes), self.told.append, self.told.append, count(70))

    def kinds(self) -> list[type]:
        return [type(word) for word in self.told]


@contextmanager
def at_work(takes: int) -> Iterator[Worker]:
    """A job that has begun."""
    worker = Worker(takes)
    worker.running.go_on(CARD)
    yield worker
    for word in worker.told:
        if isinstance(word, TakeStarted):
            word.memory.unlink()
            word.memory.close()


def test_each_take_is_asked_for_before_it_is_told_of() -> None:
    with at_work(2) as worker:
        worker.running.take_in(Rendered(70))
        worker.running.go_on(CARD)
        worker.running.take_in(Rendered(71))
        assert worker.kinds() == [
            JobStarted, Render, TakeStarted, TakeRendered, Render, TakeStarted, TakeRendered, JobFinished
        ]  # fmt: skip
        assert worker.running.over


def test_what_is_said_of_another_take_is_not_taken_for_this_one() -> None:
    with at_work(2) as worker:
        worker.running.take_in(Rendered(70))
        worker.running.go_on(CARD)
        told = len(worker.told)
        for late in (Stepped(70, 1, 2), Rendered(70), RenderFailed(70, "model", "late"), RenderCancelled(70)):
            worker.running.take_in(late)
        assert len(worker.told) == told


def test_a_cancel_is_sent_once_and_a_take_that_was_faster_is_kept() -> None:
    with at_work(2) as worker:
        worker.running.cancel()
        worker.running.cancel()
        assert worker.told[-1] == Cancel(70)
        assert worker.kinds().count(Cancel) == 1
        worker.running.take_in(Rendered(70))
        assert worker.kinds()[-2:] == [TakeRendered, JobCancelled]
        assert worker.running.over


def test_nothing_follows_the_end() -> None:
    with at_work(1) as worker:
        worker.running.take_in(RenderFailed(70, "prompt", "Another word, please."))
        assert worker.told[-1] == JobFailed(worker.running.job.number, "prompt", "Another word, please.")
        told = len(worker.told)
        worker.running.take_in(Stepped(70, 1, 2))
        worker.running.take_in(Rendered(70))
        assert len(worker.told) == told


def test_steps_are_counted_over_all_takes_and_the_rest_is_estimated() -> None:
    with at_work(2) as worker:
        for report in (Stepped(70, 0, 4), Stepped(70, 4, 4), Rendered(70)):
            worker.running.take_in(report)
        worker.running.go_on(CARD)
        worker.running.take_in(Stepped(71, 1, 4))
        progress = [word for word in worker.told if isinstance(word, JobProgressed)]
        assert [(word.done, word.total) for word in progress] == [(0, 8), (4, 8), (5, 8)]
        assert progress[0].seconds_left == 0
        assert 0 < progress[1].seconds_left < 10


def test_a_job_without_room_for_its_take_fails() -> None:
    worker = Worker(1)
    huge = job("steady", seconds=9.0, rate_hz=10**15)
    running = RunningJob(huge, worker.told.append, worker.told.append, count(1))
    running.go_on(CARD)
    assert worker.kinds() == [JobStarted, JobFailed]
    assert isinstance(worker.told[-1], JobFailed)
    assert worker.told[-1].code == "busy"
    assert running.over


def test_each_take_is_asked_for_with_the_seeds_that_follow_in_its_job() -> None:
    with at_work(11) as worker:
        for render in range(70, 80):
            worker.running.take_in(Rendered(render))
            worker.running.go_on(CARD)
        asked = [(word.seed, word.following) for word in worker.told if isinstance(word, Render)]
        assert asked[0] == (1, (2, 3, 4, 5, 6, 7, 8))
        assert asked[3] == (4, (5, 6, 7, 8, 9, 10, 11))
        assert asked[-2:] == [(10, (11,)), (11, ())]


def test_how_a_take_was_sampled_is_passed_on() -> None:
    with at_work(2) as worker:
        worker.running.take_in(Rendered(70, BatchPlace(1, 2)))
        assert worker.told[-1] == TakeRendered(worker.running.job.number, 0, BatchPlace(1, 2))


def test_a_cancel_between_two_takes_lets_the_worker_drop_what_it_has_sampled_ahead() -> None:
    with at_work(2) as worker:
        worker.running.take_in(Rendered(70))
        worker.running.cancel()
        assert worker.told[-2:] == [Cancel(70), JobCancelled(worker.running.job.number)]
