"""The worker dies, and the engine closes, at every moment: jobs end with a reason, and nothing stays behind."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from engine import Engine, JobFailed, JobFinished, JobProgressed, Loader, TakeStarted
from tests.engine.fakes import LOADERS, fakes
from tests.engine.session import Session, alive, job, running_engine


def test_a_worker_that_dies_idle_is_replaced_and_warm_again() -> None:
    with running_engine(fakes("steady", "stereo")) as session:
        session.finish(job("steady"))
        killed = kill(session)
        session.until(lambda: session.states("steady") == ["loading", "ready", "loading", "ready"])
        assert session.engine.process_id not in (None, killed)
        assert session.states("stereo") == []
        assert not any(isinstance(event, JobFailed) for event in session.events)
        session.finish(job("steady"))


def test_a_worker_that_dies_with_nothing_warm_is_replaced_when_it_is_needed() -> None:
    with running_engine(fakes("steady")) as session:
        kill(session)
        session.until(lambda: session.engine.process_id is None)
        assert session.events == []
        session.finish(job("steady"))


def test_a_worker_that_dies_at_work_fails_its_job_and_the_next_one_runs() -> None:
    with running_engine(fakes("dying", "steady")) as session:
        first, second, third = job("dying", seconds=1.0), job("steady"), job("dying", seconds=0.1)
        session.submit(first, second, third)
        end = session.end_of(first)
        assert isinstance(end, JobFailed)
        assert end.code == "worker"
        assert 0 < session.takes(first)[0].ready < 8000
        assert isinstance(session.end_of(second), JobFinished)
        assert isinstance(session.end_of(third), JobFinished)


def test_a_cancelled_job_whose_worker_dies_ends_once() -> None:
    with running_engine(fakes("slow")) as session:
        asked, after = job("slow", seconds=9.0), job("slow", seconds=0.1)
        session.submit(asked, after)
        session.until(lambda: session.all(JobProgressed))
        session.engine.cancel(asked.number)
        kill(session)
        session.end_of(asked)
        assert isinstance(session.end_of(after), JobFinished)
        assert len([event for event in session.events if isinstance(event, JobFailed)]) <= 1


@pytest.mark.parametrize("model", ["killed", "leaving"])
def test_a_worker_that_dies_of_a_load_is_not_sent_there_again(model: str) -> None:
    with running_engine(LOADERS | fakes("steady")) as session:
        session.engine.load("steady")
        session.settle("steady", "ready")
        asked, after = job(model), job("steady")
        session.submit(asked, after)
        end = session.end_of(asked)
        assert isinstance(end, JobFailed)
        assert end.code == "worker"
        assert session.states(model) == ["loading", "failed"]
        assert f"died while {model} was loading" in session.settle(model, "failed").sentence
        assert isinstance(session.end_of(after), JobFinished)
        assert session.states(model) == ["loading", "failed"]


def test_a_worker_that_dies_of_every_load_is_left_alone() -> None:
    with running_engine(LOADERS) as session:
        jobs = [job("killed") for _ in range(3)]
        session.submit(*jobs)
        session.end_of(jobs[-1])
        assert session.engine.process_id is None
        assert session.states("killed") == ["loading", "failed"] * 3


def test_a_model_that_was_going_when_the_worker_died_is_gone() -> None:
    with running_engine(fakes("steady", "slow")) as session:
        session.finish(job("steady"))
        at_work = job("slow", seconds=1.0)
        session.submit(at_work)
        session.until(lambda: session.all(TakeStarted)[1:])
        session.engine.unload("steady")
        kill(session)
        session.end_of(at_work)
        assert session.state("steady") == "unloaded"
        session.settle("slow", "ready")


def test_a_worker_that_cant_be_started_fails_the_job(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    with running_engine(fakes("steady")) as session:
        kill(session)
        session.until(lambda: session.engine.process_id is None)
        with monkeypatch.context() as patched:
            patched.setattr("engine.worker_process.start_process", refuse)
            asked = job("steady")
            session.submit(asked)
            end = session.end_of(asked)
            assert isinstance(end, JobFailed)
            assert end.code == "worker"
        session.finish(job("steady"))


def load_late(session: Session) -> None:
    session.engine.load("late")


def wait_for_late(session: Session) -> None:
    session.submit(job("late"), job("late"))


def work(session: Session) -> None:
    session.submit(job("slow", seconds=9.0), job("slow"))
    session.until(lambda: session.all(JobProgressed))


def die(session: Session) -> None:
    work(session)
    kill(session)


@pytest.mark.parametrize("before", [lambda session: None, load_late, wait_for_late, work, die])
def test_close_at_any_time_leaves_no_process_and_no_memory(before: Callable[[Session], None]) -> None:
    with running_engine(LOADERS | fakes("slow")) as session:
        before(session)
        worker = session.engine.process_id
        told = len(session.events)
        session.engine.close()
        assert worker is not None
        assert not alive(worker)
        session.engine.receive()
        session.engine.load("late")
        assert session.engine.process_id is None
        session.engine.close()
        assert not any(isinstance(event, JobFailed) for event in session.events[told:])
    assert not any(Path("/dev/shm", event.memory.shape.name).exists() for event in session.all(TakeStarted))


def test_close_before_start() -> None:
    loaders: dict[str, Loader] = fakes("steady")
    engine = Engine(loaders, lambda event: None)
    engine.receive()
    engine.close()
    assert engine.process_id is None


def kill(session: Session) -> int:
    """Kill the worker; returns its process id."""
    process_id = session.engine.process_id
    assert process_id is not None
    os.kill(process_id, signal.SIGKILL)
    return process_id
