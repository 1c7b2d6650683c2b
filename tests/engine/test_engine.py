"""Jobs through a real engine and its worker: what is delivered, in which order, and what it sounds like."""

import itertools
import logging

import numpy as np
import pytest

from engine import (
    BusyError,
    Engine,
    EngineEvent,
    Job,
    JobFailed,
    JobFinished,
    JobNoted,
    JobProgressed,
    JobQueued,
    JobStarted,
    ModelError,
    TakeRendered,
    TakeStarted,
    Vary,
    catalogue,
    create_take_memory,
)
from engine.engine import LONGEST_QUEUE
from tests.engine.fakes import LOADERS, fakes, noise
from tests.engine.session import job, running_engine


def test_a_job_of_two_takes_from_queued_to_finished() -> None:
    with running_engine(fakes("steady")) as session:
        asked = job("steady", seconds=0.1, seed=7, count=2)
        session.finish(asked)

        told = session.of(asked)
        assert [kind for kind, _ in itertools.groupby(type(event) for event in told)] == [
            JobQueued, JobStarted,
            TakeStarted, JobProgressed, TakeRendered,
            TakeStarted, JobProgressed, TakeRendered,
            JobFinished,
        ]  # fmt: skip
        assert [(event.index, event.seed) for event in told if isinstance(event, TakeStarted)] == [(0, 7), (1, 8)]
        assert session.states("steady") == ["loading", "ready"]
        assert all(memory.finished and memory.ready == 800 for memory in session.takes(asked))


def test_progress_counts_the_steps_of_all_takes() -> None:
    with running_engine(fakes("steady")) as session:
        asked = job("steady", seconds=0.1, count=3)
        session.finish(asked)

        progress = [event for event in session.of(asked) if isinstance(event, JobProgressed)]
        done = [event.done for event in progress]
        assert {event.total for event in progress} == {15}
        assert done == sorted(done)
        assert (done[0], done[-1]) == (0, 15)
        assert all(event.seconds_left >= 0 for event in progress)
        assert progress[-1].seconds_left == 0


def test_a_take_of_a_batch_equals_the_single_take_of_its_seed() -> None:
    with running_engine(fakes("steady")) as session:
        batch, single = job("steady", seed=40, count=3, rate_hz=44100), job("steady", seed=42, rate_hz=44100)
        session.finish(batch, single)

        takes = session.takes(batch)
        np.testing.assert_array_equal(takes[2].samples, session.sound(single))
        assert not np.array_equal(takes[0].samples, takes[1].samples)


def test_jobs_run_in_the_order_they_came() -> None:
    with running_engine(fakes("steady", "stereo")) as session:
        jobs = [job(model) for model in ("steady", "stereo", "steady", "stereo")]
        session.finish(*jobs)

        assert [event.ahead for event in session.all(JobQueued)] == [0, 1, 2, 3]
        ends = [event.job for event in session.all(JobFinished)]
        assert ends == [event.job for event in session.all(JobStarted)] == [each.number for each in jobs]


def test_a_take_can_be_read_while_it_grows() -> None:
    grown: list[int] = []

    def read(engine: Engine, event: EngineEvent) -> None:
        if isinstance(event, JobProgressed):
            (memory,) = session.takes(asked)
            if not memory.finished:
                grown.append(memory.ready)

    asked = job("slow", seconds=0.4, seed=3)
    with running_engine(fakes("slow"), read) as session:
        session.finish(asked)
        assert any(0 < ready < 3200 for ready in grown)
        np.testing.assert_array_equal(session.sound(asked), noise(3200, 1, 3))


def test_what_a_model_notes_reaches_the_job() -> None:
    with running_engine(LOADERS) as session:
        asked = job("noting", prompt="wub wub")
        session.finish(asked)
        assert [event.sentence for event in session.of(asked) if isinstance(event, JobNoted)] == [
            "wub is not known.",
            "wub is not known.",
        ]


def test_an_edit_has_the_rate_channels_and_frames_of_its_source() -> None:
    with running_engine(LOADERS) as session:
        source = create_take_memory(4411, 2, 44100)
        source.append(noise(4411, 2, 5))
        try:
            asked = Job(number=999, model="echo", task=Vary(), seed=1, rate_hz=48000, count=2, sources=(source.shape,))
            session.finish(asked)
        finally:
            source.close()
            source.unlink()

        for memory in session.takes(asked):
            assert (memory.shape.frames, memory.shape.channels, memory.shape.rate_hz) == (4411, 2, 44100)
            assert memory.ready == 4411


def test_an_edit_of_a_source_that_is_gone_fails_with_a_sentence() -> None:
    source = create_take_memory(800, 1, 8000)
    source.close()
    source.unlink()
    with running_engine(LOADERS) as session:
        asked = Job(number=998, model="echo", task=Vary(), seed=1, rate_hz=8000, sources=(source.shape,))
        session.submit(asked)
        end = session.end_of(asked)
        assert isinstance(end, JobFailed)
        assert end.code == "missing"


@pytest.mark.parametrize("seconds", [0.001, 10.5, float("nan")])
def test_a_length_that_the_model_cant_make_makes_no_memory(seconds: float) -> None:
    with running_engine(fakes("steady")) as session:
        asked = job("steady", seconds=seconds)
        session.submit(asked)
        end = session.end_of(asked)
        assert isinstance(end, JobFailed)
        assert end.code == "range"
        assert "0.02 to 10 seconds" in end.sentence
        assert session.takes(asked) == []


def test_a_queue_of_jobs_that_all_fail_is_worked_off() -> None:
    with running_engine(fakes("slow", "steady")) as session:
        first, last = job("slow", seconds=0.1), job("steady")
        doomed = [job("slow", seconds=100.0) for _ in range(LONGEST_QUEUE - 1)]
        session.submit(first, *doomed)
        session.finish(last)
        assert len(session.all(JobFailed)) == len(doomed)


def test_a_full_queue_refuses_and_says_nothing() -> None:
    with running_engine(fakes("slow")) as session:
        jobs = [job("slow", seconds=9.0) for _ in range(LONGEST_QUEUE + 1)]
        session.submit(*jobs)
        refused = job("slow")
        with pytest.raises(BusyError, match="1000 jobs wait already"):
            session.submit(refused)
        assert session.engine.waiting == LONGEST_QUEUE
        assert session.of(refused) == []

        for each in jobs:
            session.engine.cancel(each.number)
        session.end_of(jobs[0])
        assert session.engine.waiting == 0
        assert session.engine.running is None


def test_an_unknown_model_is_refused_with_the_names_there_are() -> None:
    with running_engine(fakes("steady", "stereo")) as session:
        with pytest.raises(ModelError, match="no model called wobble; there are steady, stereo"):
            session.submit(job("wobble"))
        assert session.events == []


def test_an_edit_needs_a_source_and_new_sound_none() -> None:
    with pytest.raises(ValueError, match="source"):
        Job(number=1, model="steady", task=Vary(), seed=1, rate_hz=8000)


def test_an_error_in_what_receives_events_holds_up_no_job(caplog: pytest.LogCaptureFixture) -> None:
    def fail(engine: Engine, event: EngineEvent) -> None:
        if isinstance(event, (JobQueued, TakeStarted, TakeRendered, JobFinished)):
            raise KeyError("the receiver has forgotten this job")

    with running_engine(fakes("steady"), fail) as session, caplog.at_level(logging.ERROR):
        session.finish(job("steady", count=2), job("steady"))
    assert caplog.text.count("the receiver has forgotten this job") >= 8


def test_what_is_asked_from_within_an_event_comes_after_it() -> None:
    first, second = job("steady"), job("steady")

    def go_on(engine: Engine, event: EngineEvent) -> None:
        if event == JobFinished(first.number):
            engine.submit(second)

    with running_engine(fakes("steady"), go_on) as session:
        session.finish(first)
        assert isinstance(session.end_of(second), JobFinished)
        ended = session.events.index(JobFinished(first.number))
        assert session.events[ended + 1] == JobQueued(second.number, 0)


def test_the_worker_knows_nothing_of_the_outside_and_loads_torch_for_no_tone() -> None:
    with running_engine(catalogue()) as session:
        session.finish(job("tone", prompt="440"))
        imported = {name.partition(".")[0] for name in session.modules()}
    # The pipe's own module, multiprocessing.connection, imports socket.
    assert {"engine", "numpy", "soxr"} <= imported
    assert not imported & {"bridge", "pythonosc", "mido", "rtmidi", "sounddevice", "soundfile", "sqlite3", "torch"}
