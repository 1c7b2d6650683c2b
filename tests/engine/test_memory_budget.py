"""Models that don't fit into the memory together: real arrays in a real worker, and the shelf alone."""

from pathlib import Path

from engine import JobFailed, JobFinished, JobProgressed, ModelChanged
from tests.engine.faulty_models import MEBIBYTE, faulty_models
from tests.engine.session import Session, job, running_engine

BUDGET_BYTES = 150 * MEBIBYTE
MODELS = ("first", "second", "third")


def warm(session: Session) -> set[str]:
    return {name for name in MODELS if session.state(name) == "ready"}


def resident_mebibytes(session: Session) -> float:
    """What the worker holds at this moment."""
    fields = Path(f"/proc/{session.engine.process_id}/statm").read_text().split()
    return int(fields[1]) * 4096 / MEBIBYTE


def test_the_longest_unused_model_makes_way_and_its_memory_returns() -> None:
    with running_engine(faulty_models(), memory_bytes=BUDGET_BYTES) as session:
        session.finish(job("first"), job("second"))
        assert warm(session) == {"first", "second"}
        before = resident_mebibytes(session)
        session.finish(job("first"), job("third"))
        assert warm(session) == {"first", "third"}
        assert session.states("second") == ["loading", "ready", "unloading", "unloaded"]
        (why,) = [event.sentence for event in session.all(ModelChanged) if event.state == "unloading"]
        assert why == "second is let go: all models together may take 150 MiB."
        session.modules()
        assert resident_mebibytes(session) < before + 30
        session.finish(job("second"))
        assert warm(session) == {"second", "third"}


def test_a_model_that_says_that_it_cant_fit_is_not_even_loaded() -> None:
    with running_engine(faulty_models(), memory_bytes=BUDGET_BYTES) as session:
        session.finish(job("first"))
        asked = job("giant")
        session.submit(asked)
        end = session.end_of(asked)
        sentence = "giant needs 300 MiB of memory, all models together may take 150 MiB: set `memory` higher."
        assert end == JobFailed(asked.number, "model", sentence)
        assert session.states("giant") == ["failed"]
        assert warm(session) == {"first"}, "nobody went for one that can't come"


def test_a_model_that_turns_out_to_be_too_large_goes_again_and_is_not_loaded_twice() -> None:
    with running_engine(faulty_models(), memory_bytes=BUDGET_BYTES) as session:
        for states in (["loading", "unloading", "failed"], ["loading", "unloading", "failed", "failed"]):
            asked = job("secret giant")
            session.submit(asked)
            end = session.end_of(asked)
            assert isinstance(end, JobFailed)
            assert end.sentence.startswith("secret giant needs 30")
            session.settle("secret giant", "failed")
            assert session.states("secret giant") == states
        session.modules()
        assert resident_mebibytes(session) < 150


def test_a_model_at_work_stays_and_the_sentence_says_so() -> None:
    with running_engine(faulty_models(), memory_bytes=100 * MEBIBYTE) as session:
        at_work, after = job("first", seconds=30.0, count=3), job("second")
        session.submit(at_work)
        session.until(lambda: session.all(JobProgressed))
        session.engine.load("second")
        sentence = session.settle("second", "failed").sentence
        assert sentence.startswith("second needs 60 MiB of memory beside first with 6")
        session.submit(after)
        assert isinstance(session.end_of(at_work), JobFinished)
        assert isinstance(session.end_of(after), JobFinished)
        assert session.state("first") == "unloaded"


def test_without_a_bound_all_stay() -> None:
    with running_engine(faulty_models()) as session:
        session.finish(*(job(name) for name in MODELS))
        assert warm(session) == set(MODELS)
