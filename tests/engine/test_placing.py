"""Words and sounds placed by a worker, which gives way to jobs, dies, or has no ear."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest

from engine import NOT_AT_HAND, Audio, JobProgressed, Loader, NotPlaced, Placed, TakeShape, create_take_memory
from engine.models.tone import load_tone
from engine.placing import GAVE_WAY
from tests.engine.fake_ear import CRASHING_FRAMES, ENDLESS_FRAMES, WEIGHTS, FakeEarLoader, pitch_at
from tests.engine.fakes import fakes
from tests.engine.session import Session, job, running_engine

RATE_HZ = 8000
LOADERS: dict[str, Loader] = {"tone": load_tone}


@contextmanager
def shared(frames: int, hertz: float = 100.0) -> Iterator[TakeShape]:
    """A tone in shared memory."""
    memory = create_take_memory(frames, 1, RATE_HZ)
    memory.append(np.sin(2 * np.pi * hertz * np.arange(frames) / RATE_HZ).astype(np.float32)[:, None])
    try:
        yield memory.shape
    finally:
        memory.unlink()
        memory.close()


def answer(session: Session, number: int) -> Placed | NotPlaced:
    """Run until it has come."""
    session.until(lambda: any(event.number == number for event in answers(session)))
    return next(event for event in answers(session) if event.number == number)


def answers(session: Session) -> list[Placed | NotPlaced]:
    return [event for event in session.events if isinstance(event, Placed | NotPlaced)]


def test_words_and_sounds_are_placed_in_one_space() -> None:
    with running_engine(LOADERS, ear=FakeEarLoader()) as session, shared(RATE_HZ, 100.0) as sound:
        words, heard = (
            answer(session, number)
            for number in (session.engine.place_words("a hum of 100 Hz"), session.engine.place_sound(sound))
        )
        assert isinstance(words, Placed)
        assert isinstance(heard, Placed)
        assert words.weights == heard.weights == WEIGHTS
        assert words.point.dtype == np.float32
        assert words.point @ heard.point > 0.999
        assert session.engine.idle


def test_no_sound_of_a_job_waits_for_one_that_is_placed() -> None:
    with running_engine(LOADERS, ear=FakeEarLoader()) as session, shared(ENDLESS_FRAMES) as sound:
        number = session.engine.place_sound(sound)
        session.finish(job("tone"))
        given_way = answer(session, number)
        assert isinstance(given_way, NotPlaced)
        assert (given_way.code, given_way.deaf) == (GAVE_WAY, False)


def test_words_are_placed_in_the_middle_of_a_take() -> None:
    with running_engine(fakes("slow"), ear=FakeEarLoader()) as session:
        answer(session, session.engine.place_words("load the ear"))
        long = job("slow", seconds=10.0)
        session.submit(long)
        session.until(lambda: session.all(JobProgressed))
        assert isinstance(answer(session, session.engine.place_words("440")), Placed)
        assert session.engine.running is long
        session.engine.cancel(long.number)
        session.end_of(long)


def test_what_cannot_be_placed_says_why_and_the_worker_goes_on() -> None:
    with running_engine(LOADERS, ear=FakeEarLoader()) as session:
        refused = answer(session, session.engine.place_words("raise"))
        assert refused == NotPlaced(refused.number, "range", "These words can't be placed: say others.")
        assert isinstance(answer(session, session.engine.place_words("440")), Placed)


def test_a_worker_that_dies_over_a_sound_or_words_is_replaced() -> None:
    with running_engine(LOADERS, ear=FakeEarLoader()) as session, shared(CRASHING_FRAMES) as sound:
        for ask in (lambda: session.engine.place_sound(sound), lambda: session.engine.place_words("crash")):
            lost = answer(session, ask())
            assert isinstance(lost, NotPlaced)
            assert (lost.code, lost.deaf) == ("worker", False)
        session.finish(job("tone"))
        assert isinstance(answer(session, session.engine.place_words("440")), Placed)


def test_without_an_ear_a_sentence_says_what_is_missing() -> None:
    with running_engine(LOADERS, ear=FakeEarLoader(missing="No ear.")) as session, shared(100) as sound:
        for number in (session.engine.place_words("440"), session.engine.place_sound(sound)):
            assert answer(session, number) == NotPlaced(number, "missing", "No ear.", deaf=True)


def test_only_what_is_urgent_has_an_ear_loaded_that_takes_seconds() -> None:
    with running_engine(LOADERS, ear=FakeEarLoader(at_hand=False)) as session, shared(RATE_HZ) as sound:
        later = answer(session, session.engine.place_sound(sound))
        assert isinstance(later, NotPlaced)
        assert (later.code, later.deaf) == (NOT_AT_HAND, False)
        assert isinstance(answer(session, session.engine.place_sound(sound, urgent=True)), Placed)
        assert isinstance(answer(session, session.engine.place_sound(sound)), Placed)


def test_a_sound_whose_memory_is_gone_is_not_placed() -> None:
    with running_engine(LOADERS, ear=FakeEarLoader()) as session:
        with shared(100) as gone:
            pass
        missing = answer(session, session.engine.place_sound(gone))
        assert isinstance(missing, NotPlaced)
        assert missing.code == "missing"


@pytest.mark.parametrize("hertz", [30.0, 440.0, 15_000.0])
def test_the_fake_ear_hears_pitch(hertz: float) -> None:
    tone = np.sin(2 * np.pi * hertz * np.arange(48_000) / 48_000 + 0.1).astype(np.float32)[:, None]
    heard = FakeEarLoader()().sound(Audio(tone, 48_000), lambda: None)
    assert heard @ pitch_at(hertz) > 0.999
