"""Cancel, at every moment of a job's life."""

import time

import pytest

from engine import (
    Engine,
    EngineEvent,
    JobCancelled,
    JobFinished,
    JobProgressed,
    JobQueued,
    JobStarted,
    TakeRendered,
    TakeStarted,
)
from tests.engine.fakes import LOADERS, STEP_SECONDS, fakes
from tests.engine.session import Session, job, running_engine

MOMENTS = [JobQueued, JobStarted, TakeStarted, JobProgressed, TakeRendered]


@pytest.mark.parametrize("moment", MOMENTS)
def test_cancel_while_an_event_is_being_delivered(moment: type) -> None:
    def cancel(engine: Engine, event: EngineEvent) -> None:
        if isinstance(event, moment) and event.job == asked.number:
            engine.cancel(asked.number)

    asked, after = job("steady", count=3), job("steady")
    with running_engine(fakes("steady"), cancel) as session:
        session.finish(job("steady"))
        session.submit(asked, after)
        assert isinstance(session.end_of(asked), JobCancelled)
        assert sum(isinstance(event, TakeRendered) for event in session.of(asked)) <= 1
        assert isinstance(session.end_of(after), JobFinished)


def test_cancel_of_a_waiting_job_leaves_the_others() -> None:
    with running_engine(fakes("slow")) as session:
        first, second, third = (job("slow", seconds=0.2) for _ in range(3))
        session.submit(first, second, third)
        session.engine.cancel(second.number)
        assert session.of(second) == [JobQueued(second.number, 1), JobCancelled(second.number)]
        assert isinstance(session.end_of(third), JobFinished)
        assert isinstance(session.end_of(first), JobFinished)


def test_cancel_while_the_model_loads_lets_the_next_job_wait_for_it() -> None:
    with running_engine(LOADERS) as session:
        first, second = job("late"), job("late")
        session.submit(first, second)
        session.engine.cancel(first.number)
        assert session.of(first) == [JobQueued(first.number, 0), JobCancelled(first.number)]
        assert session.engine.running == second
        assert isinstance(session.end_of(second), JobFinished)
        assert session.states("late") == ["loading", "ready"]


def test_cancel_before_the_worker_has_come_to_the_take() -> None:
    with running_engine(LOADERS | fakes("steady")) as session:
        session.engine.load("steady")
        session.settle("steady", "ready")
        asked = job("steady")
        session.engine.load("late")
        session.submit(asked)
        session.engine.cancel(asked.number)
        assert isinstance(session.end_of(asked), JobCancelled)
        assert session.takes(asked)[0].ready == 0
        assert session.settle("late", "ready")


def test_cancel_in_the_last_step_ends_the_job_once() -> None:
    def cancel(engine: Engine, event: EngineEvent) -> None:
        if isinstance(event, JobProgressed) and event.done == event.total:
            engine.cancel(event.job)

    with running_engine(fakes("steady"), cancel) as session:
        asked = job("steady")
        session.submit(asked)
        assert isinstance(session.end_of(asked), JobCancelled)
        session.engine.cancel(asked.number)
        later = job("steady")
        session.submit(later)
        session.end_of(later)
        assert session.events.count(JobCancelled(asked.number)) == 1


def test_cancel_of_what_is_over_or_was_never_there_says_nothing() -> None:
    with running_engine(fakes("steady")) as session:
        over = job("steady")
        session.finish(over)
        told = len(session.events)
        session.engine.cancel(over.number)
        session.engine.cancel(12345)
        session.finish(job("steady"))
        assert not any(isinstance(event, JobCancelled) for event in session.events[told:])


def test_a_model_that_catches_the_cancel_meets_it_again() -> None:
    with running_engine(fakes("stubborn")) as session:
        asked = job("stubborn", seconds=9.0)
        cancel_at_work(session, asked.number, lambda: session.submit(asked))
        assert isinstance(session.end_of(asked), JobCancelled)
        (take,) = session.takes(asked)
        assert take.ready < take.shape.frames


def test_cancel_takes_about_one_step() -> None:
    with running_engine(fakes("slow")) as session:
        seconds = []
        for _ in range(3):
            asked = job("slow", seconds=9.0)
            cancel_at_work(session, asked.number, lambda asked=asked: session.submit(asked))
            began = time.monotonic()
            session.end_of(asked)
            seconds.append(time.monotonic() - began)
            (take,) = session.takes(asked)
            assert take.finished
            assert take.ready < take.shape.frames
        # One step and 5 ms are promised; a test machine is busy with other things.
        assert min(seconds) < 10 * (STEP_SECONDS + 0.005)


def cancel_at_work(session: Session, number: int, submit: object) -> None:
    """Submit a job and cancel it as soon as it has come three steps far."""
    submit()  # type: ignore[operator]
    session.until(lambda: any(event.job == number and event.done >= 3 for event in session.all(JobProgressed)))
    session.engine.cancel(number)
