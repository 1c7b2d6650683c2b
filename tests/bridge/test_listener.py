"""The listener beside a worker that answers what a test says, over a session of its own."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from bridge.listener import Listener
from bridge.takes import Archive, Session, open_session
from bridge.word_places import MOST_WAITING
from engine import (
    GAVE_WAY,
    NOT_AT_HAND,
    Audio,
    BusyError,
    Engine,
    NotPlaced,
    Placed,
    TakeShape,
    WarmtoneError,
)

POINT = np.eye(128, dtype=np.float32)[0]


class Worker:
    """An engine that remembers what it was asked."""

    def __init__(self) -> None:
        self.idle = True
        self.words: list[str] = []
        self.urgent: list[bool] = []
        self.asked = 0
        self._numbers = itertools.count(1)

    def place_words(self, words: str) -> int:
        self.words.append(words)
        self.asked = next(self._numbers)
        return self.asked

    def place_sound(self, sound: TakeShape, urgent: bool) -> int:
        self.urgent.append(urgent)
        self.asked = next(self._numbers)
        return self.asked


class AtOnce:
    """An archive that does everything when it is asked."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def do(self, work: Callable[[Session], Any], then: Callable[[Any], None], failed: Callable[[Any], None]) -> None:
        try:
            result = work(self.session)
        except WarmtoneError as error:
            failed(error)
        else:
            then(result)


@pytest.fixture
def worker() -> Worker:
    return Worker()


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    session = open_session(tmp_path)
    for number in (1, 2, 3):
        session.save(Audio(np.full((100, 1), 0.1, np.float32), 48000), number=number)
    yield session
    session.close()


@pytest.fixture
def listener(worker: Worker, session: Session) -> Iterator[Listener]:
    listener = Listener(cast(Engine, worker), cast(Archive, AtOnce(session)))
    yield listener
    listener.close()


def hear(listener: Listener, worker: Worker, weights: str = "ear") -> None:
    """Let the worker place what it was asked for."""
    listener.on_event(Placed(worker.asked, weights, POINT))


def not_heard(listener: Listener, worker: Worker, code: str, deaf: bool = False) -> None:
    listener.on_event(NotPlaced(worker.asked, code, "Why.", deaf))


def test_all_takes_are_heard_newest_first(listener: Listener, worker: Worker, session: Session) -> None:
    listener.tick()
    heard = []
    for _ in range(3):
        listener.tick()
        hear(listener, worker)
        heard.append(sorted(session.points.of([1, 2, 3])))
    assert heard == [[3], [2, 3], [1, 2, 3]]
    listener.tick()
    assert len(worker.urgent) == 3


def test_nothing_is_heard_while_the_worker_is_busy(listener: Listener, worker: Worker) -> None:
    worker.idle = False
    listener.made(3)
    listener.tick()
    assert worker.urgent == []


def test_a_take_that_gave_way_is_heard_later(listener: Listener, worker: Worker, session: Session) -> None:
    listener.made(3)
    listener.tick()
    not_heard(listener, worker, GAVE_WAY)
    listener.tick()
    hear(listener, worker)
    assert sorted(session.points.of([3])) == [3]


def test_a_take_that_kills_the_worker_is_not_heard_again(listener: Listener, worker: Worker, session: Session) -> None:
    listener.made(3)
    listener.tick()
    not_heard(listener, worker, "worker")
    for _ in range(4):
        listener.tick()
        hear(listener, worker)
    assert sorted(session.points.of([1, 2, 3])) == [1, 2]
    told: list[str] = []
    listener.when_heard([1, 3], lambda: told.append("heard"), lambda error: told.append(error.code))
    listener.tick()
    listener.tick()
    assert told == ["heard"]
    assert len(worker.urgent) == 3


def test_without_an_ear_those_who_wait_are_told_and_it_rests_until_somebody_searches(
    listener: Listener, worker: Worker
) -> None:
    told: list[str] = []
    listener.when_heard([2, 3], lambda: told.append("heard"), lambda error: told.append(f"{error.code}: {error}"))
    listener.tick()
    not_heard(listener, worker, "missing", deaf=True)
    listener.tick()
    assert (told, worker.urgent) == (["missing: Why."], [False])
    listener.place("door", lambda point: None, lambda error: told.append(str(error)))
    listener.tick()
    assert worker.urgent == [False, True]


def test_an_ear_that_is_not_at_hand_is_not_waited_for(listener: Listener, worker: Worker) -> None:
    told: list[str] = []
    listener.when_heard([2, 3], lambda: told.append("heard"), lambda error: told.append(error.code))
    listener.tick()
    not_heard(listener, worker, NOT_AT_HAND)
    assert told == [NOT_AT_HAND]


def test_takes_that_are_gone_are_not_waited_for(listener: Listener, worker: Worker, session: Session) -> None:
    told: list[str] = []
    session.delete(2)
    listener.when_heard([2, 3], lambda: told.append("heard"), lambda error: told.append(error.code))
    for _ in range(2):
        listener.tick()
        hear(listener, worker)
    assert told == ["heard"]


def test_a_take_deleted_while_it_is_heard_leaves_nothing(listener: Listener, worker: Worker, session: Session) -> None:
    listener.made(3)
    listener.tick()
    session.delete(3)
    hear(listener, worker)
    assert session.points.of([3]) == {}


def test_another_ear_hears_all_takes_anew(listener: Listener, worker: Worker, session: Session) -> None:
    for number in (1, 2, 3):
        session.points.put(number, "an older ear", POINT)
    listener.tick()
    listener.tick()
    assert worker.urgent == []
    listener.place("door", lambda point: None, lambda error: None)
    hear(listener, worker)
    assert session.points.unheard == 3
    listener.tick()
    listener.tick()
    hear(listener, worker)
    assert sorted(session.points.of([1, 2, 3])) == [3]


def test_words_are_placed_one_after_the_other_and_only_so_many_wait(listener: Listener, worker: Worker) -> None:
    placed: list[str] = []
    for number in range(MOST_WAITING):
        listener.place(str(number), lambda point: placed.append("placed"), lambda error: placed.append(str(error)))
    with pytest.raises(BusyError, match="wait already"):
        listener.place("one more", lambda point: None, lambda error: None)
    assert worker.words == ["0"]
    hear(listener, worker)
    assert (worker.words, placed) == (["0", "1"], ["placed"])
    not_heard(listener, worker, "worker")
    assert placed == ["placed", "Why."]
