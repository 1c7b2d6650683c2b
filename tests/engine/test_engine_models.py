"""Models come and go while jobs wait for them; those that break their contract are never used."""

import pytest

from engine import BusyError, JobFailed, JobFinished, JobProgressed, ModelChanged, ModelError
from tests.engine.fakes import LOADERS, fakes
from tests.engine.session import job, running_engine

BROKEN = {
    "double": "float64 samples of shape (160, 1); float32 of (frames, 1) was expected",
    "short": "gave 3999 frames where 4000 were asked for",
    "endless": "gave more than the 4000 frames that were asked for",
    "stepless": "gave a block without calling on_step before it",
    "raising": "raising can't be loaded: RuntimeError: the tensor is on another device",
    "wordy": "wordy can't be loaded: RuntimeError: no kernel for this operator at::native",
    "impostor": "calls itself",
    "missing": "missing can't be loaded: FileNotFoundError: weights.safetensors",
}


def test_a_model_that_breaks_its_contract_fails_its_load_and_its_jobs() -> None:
    with running_engine(
        fakes("steady", "double", "short", "endless", "stepless", "raising", "wordy") | LOADERS
    ) as session:
        for name, words in BROKEN.items():
            asked = job(name)
            session.submit(asked)
            end = session.end_of(asked)
            assert isinstance(end, JobFailed)
            assert end.code == "model"
            assert words in end.sentence
            assert len(end.sentence) < 500
            assert session.all(ModelChanged)[-1] == ModelChanged(name, "failed", None, end.sentence)
            assert session.takes(asked) == []
        session.finish(job("steady"))


@pytest.mark.parametrize(
    ("model", "words"),
    [
        ("infinite when long", "not finite numbers"),
        ("short when long", "gave 7999 frames where 8000 were asked for"),
        ("endless when long", "more than the 8000 frames"),
        ("raising when long", "stopped with an error: RuntimeError"),
    ],
)
def test_a_model_that_breaks_only_at_work_fails_the_job_and_stays(model: str, words: str) -> None:
    with running_engine(fakes(model)) as session:
        asked = job(model, seconds=1.0)
        session.submit(asked)
        end = session.end_of(asked)
        assert isinstance(end, JobFailed)
        assert end.code == "model"
        assert words in end.sentence
        assert all(memory.finished for memory in session.takes(asked))
        session.finish(job(model, seconds=0.1))


def test_a_models_own_refusal_keeps_its_code() -> None:
    with running_engine(LOADERS) as session:
        asked = job("noting", prompt="impossible")
        session.submit(asked)
        end = session.end_of(asked)
        assert end == JobFailed(asked.number, "prompt", "impossible is no sound: ask for one that is.")


def test_a_failed_model_is_tried_again_when_it_is_asked_for() -> None:
    with running_engine(LOADERS) as session:
        session.engine.load("missing")
        session.settle("missing", "failed")
        session.engine.load("missing")
        session.until(lambda: session.states("missing") == ["loading", "failed", "loading", "failed"])


def test_load_of_what_is_warm_and_unload_of_what_isnt_say_nothing() -> None:
    with running_engine(fakes("steady")) as session:
        session.engine.unload("steady")
        session.engine.load("steady")
        session.engine.load("steady")
        session.settle("steady", "ready")
        session.engine.load("steady")
        session.engine.unload("steady")
        session.engine.unload("steady")
        session.settle("steady", "unloaded")
        session.engine.unload("steady")
        assert session.states("steady") == ["loading", "ready", "unloading", "unloaded"]


def test_the_last_wish_counts_when_people_change_their_minds_while_a_model_loads() -> None:
    with running_engine(LOADERS) as session:
        for _ in range(50):
            session.engine.load("late")
            session.engine.unload("late")
        session.settle("late", "unloaded")
        asked = job("late")
        session.submit(asked)
        assert isinstance(session.end_of(asked), JobFinished)

        for _ in range(50):
            session.engine.unload("late")
            session.engine.load("late")
        session.settle("late", "ready")
        session.finish(job("late"))


def test_a_model_that_is_unloaded_comes_back_for_the_jobs_that_wait() -> None:
    with running_engine(fakes("slow", "steady")) as session:
        session.engine.load("steady")
        session.settle("steady", "ready")
        first, second = job("slow", seconds=0.3), job("steady")
        session.submit(first, second)
        session.engine.unload("steady")
        assert isinstance(session.end_of(second), JobFinished)
        assert session.states("steady") == ["loading", "ready", "unloading", "unloaded", "loading", "ready"]


def test_what_is_asked_while_a_take_is_made_is_done_after_it() -> None:
    with running_engine(LOADERS | fakes("slow", "steady")) as session:
        session.engine.load("steady")
        at_work = job("slow", seconds=0.5)
        session.submit(at_work)
        session.until(lambda: session.all(JobProgressed))
        session.engine.load("late")
        session.engine.unload("steady")
        session.settle("late", "ready")
        session.settle("steady", "unloaded")
        told = session.events
        assert told.index(JobFinished(at_work.number)) < told.index(ModelChanged("steady", "unloaded"))


def test_a_model_at_work_or_waited_for_is_not_unloaded() -> None:
    with running_engine(LOADERS) as session:
        asked = job("late")
        session.submit(asked)
        with pytest.raises(BusyError, match="late is at work"):
            session.engine.unload("late")
        session.end_of(asked)
        session.engine.unload("late")
        session.settle("late", "unloaded")


def test_unknown_models_are_refused() -> None:
    with running_engine(fakes("steady", "stereo")) as session:
        for ask in (session.engine.load, session.engine.unload):
            with pytest.raises(ModelError, match="no model called wobble; there are steady, stereo"):
                ask("wobble")
        assert [model.state for model in session.engine.models] == ["unloaded", "unloaded"]
