"""Faults of models and of the worker seen from the engine: what is made again, what is given up, what is kept."""

import os
import signal

import numpy as np
import pytest

from engine import Generate, Job, JobFailed, JobFinished, JobNoted, JobProgressed, Patience, TakeRendered, TakeStarted
from tests.engine.fakes import fakes, noise
from tests.engine.faulty_models import faulty_models
from tests.engine.session import Session, job, running_engine

SHORT = Patience(step_seconds=0.5, load_seconds=20.0)


def test_a_take_that_a_death_interrupted_is_made_again_in_the_same_memory_and_is_the_same() -> None:
    with running_engine(fakes("slow")) as session:
        asked = job("slow", seconds=0.6, seed=3, count=3)
        session.submit(asked)
        session.until(lambda: len(session.all(TakeRendered)) == 1 and session.takes(asked)[1:])
        session.until(lambda: session.takes(asked)[1].ready > 800)
        kill(session)
        session.until(lambda: session.all(JobNoted))
        assert session.takes(asked)[1].ready > 800, "what a voice has been promised stays"
        assert isinstance(session.end_of(asked), JobFinished)
        takes = session.takes(asked)
        assert len(takes) == 3
        for index, memory in enumerate(takes):
            np.testing.assert_array_equal(memory.samples, noise(4800, 1, 3 + index))


def test_a_death_between_jobs_that_wait_for_the_disk_costs_nothing() -> None:
    with running_engine(fakes("steady"), puts_away=False, most_takes_ahead=1) as session:
        asked = job("steady", count=2)
        session.submit(asked)
        session.until(lambda: session.all(TakeRendered))
        kill(session)
        session.until(lambda: session.states("steady")[2:] == ["loading", "ready"])
        session.engine.take_put_away()
        assert isinstance(session.end_of(asked), JobFinished)
        assert session.all(JobNoted) == []


def test_a_hang_is_given_up_after_the_time_that_was_set_and_the_rest_is_warm_again() -> None:
    with running_engine(faulty_models(), patience=SHORT) as session:
        session.finish(job("tone"), job("faulty"))
        asked, after = faulty("hang"), job("tone")
        session.submit(asked, after)
        end = session.end_of(asked)
        assert isinstance(end, JobFailed)
        assert end.sentence == "faulty made no step in 0.5 s and was stopped; the worker process is started anew."
        assert isinstance(session.end_of(after), JobFinished)
        session.settle("faulty", "ready")


def test_a_worker_that_is_stopped_from_outside_counts_as_hung() -> None:
    with running_engine(fakes("slow"), patience=SHORT) as session:
        asked = job("slow", seconds=5.0)
        session.submit(asked)
        session.until(lambda: session.all(JobProgressed))
        assert session.engine.process_id
        os.kill(session.engine.process_id, signal.SIGSTOP)
        assert isinstance(session.end_of(asked), JobFailed)
        session.finish(job("slow"))


def test_a_slow_model_is_not_taken_for_one_that_hangs() -> None:
    with running_engine(fakes("slow"), patience=SHORT) as session:
        session.finish(job("slow", seconds=1.5))


@pytest.mark.parametrize("bound", [1, 3])
def test_no_more_takes_are_made_than_somebody_puts_away(bound: int) -> None:
    with running_engine(fakes("steady"), puts_away=False, most_takes_ahead=bound) as session:
        first, second = job("steady", count=5), job("steady", count=2)
        session.submit(first, second)
        for put_away in range(7):
            made = min(7, bound + put_away)
            until_rendered(session, made)
            session.modules()  # the worker has done all that it was asked by now
            assert len(session.all(TakeRendered)) == made
            assert len(session.all(TakeStarted)) == made
            session.engine.take_put_away()
        session.end_of(second)


def test_a_job_that_waits_for_the_disk_is_cancelled_at_once() -> None:
    with running_engine(fakes("steady"), puts_away=False, most_takes_ahead=1) as session:
        asked = job("steady", count=5)
        session.submit(asked)
        session.until(lambda: session.all(TakeRendered))
        session.engine.cancel(asked.number)
        assert session.of(asked)[-1] == session.end_of(asked)


def until_rendered(session: Session, takes: int) -> None:
    session.until(lambda: len(session.all(TakeRendered)) == takes)


def faulty(fault: str) -> Job:
    """A job for the faulty model."""
    number = job("faulty").number
    return Job(number=number, model="faulty", task=Generate(prompt=fault, seconds=0.5), seed=1, rate_hz=48000)


def kill(session: Session) -> None:
    assert session.engine.process_id
    os.kill(session.engine.process_id, signal.SIGKILL)
