"""Has every take heard once, so that takes can be found and ranked by how they sound.

Used by the bridge's loop, on its one thread. Takes are heard one after the other while the worker has nothing else to
do: those that somebody waits for first, then what was just made, then the older ones, newest first. Where the worker
is needed meanwhile, a take is heard later. Words are placed at once.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bridge.hearing_waits import HearingWaits
from bridge.resident import ResidentTake, resident
from bridge.takes import Archive, Session
from bridge.takes.take import LARGEST_TAKE_NUMBER
from bridge.word_places import Failed, Then, WordPlaces, error_of
from engine import (
    GAVE_WAY,
    HEARD_SECONDS,
    NOT_AT_HAND,
    Engine,
    NotPlaced,
    Placed,
    Point,
    TakeMemory,
    WarmtoneError,
)

REST_SECONDS = 60.0
"""After a take that could not be heard since there is no ear, or none at hand."""


@dataclass(slots=True)
class _Sound:
    """A take that the worker hears."""

    take: int
    number: int
    memory: ResidentTake


class Listener:
    """The takes that are to be heard, and the words that are to be placed."""

    def __init__(self, engine: Engine, archive: Archive) -> None:
        self._engine = engine
        self._archive = archive
        self._line: deque[int] = deque()
        self._below = LARGEST_TAKE_NUMBER + 1
        self._waits = HearingWaits()
        self._words = WordPlaces(engine)
        self._sound: _Sound | None = None
        self._reading = False
        self._urgent = False
        self._rest_until = 0.0
        self._ear = ""
        self._given_up: set[int] = set()

    def made(self, take: int) -> None:
        """There is a new take."""
        self._line.appendleft(take)

    def place(self, words: str, then: Then, failed: Failed) -> None:
        """Find out where words lie. Raises `BusyError` where a hundred others wait for that."""
        self._words.place(words, then, failed)
        self._need_ear()

    def when_heard(self, takes: Iterable[int], then: Callable[[], None], failed: Failed) -> None:
        """Call `then` once each of these takes was heard, or can't be."""
        wanted = set(takes)
        self._waits.add(wanted, then, failed)
        self._line.extendleft(sorted(wanted))

    def want(self, take: int) -> None:
        """Somebody asked for takes like this one, which was not heard yet."""
        if take not in self._line:
            self._line.appendleft(take)
        self._need_ear()

    def tick(self) -> None:
        """Have the next take heard if there is nothing else to do; to be called now and then."""
        if self._sound or self._reading or not self._engine.idle or time.monotonic() < self._rest_until:
            return
        while self._line and self._line[0] in self._given_up:
            self._waits.settle(self._line.popleft())
        if self._line:
            self._read(self._line.popleft())
        elif self._below:
            self._look_for_more()

    def on_event(self, event: Placed | NotPlaced) -> None:
        """Take in an answer of the worker."""
        if isinstance(event, Placed):
            self._know_ear(event.weights)
        self._words.on_event(event)
        if self._sound and self._sound.number == event.number:
            sound, self._sound = self._sound, None
            sound.memory.release()
            self._sound_placed(sound.take, event)

    def close(self) -> None:
        """Let go of the memory that the worker was hearing."""
        if self._sound:
            self._sound.memory.release()
            self._sound = None

    def _need_ear(self) -> None:
        self._urgent = True
        self._rest_until = 0.0

    def _know_ear(self, weights: str) -> None:
        if weights == self._ear:
            return
        self._ear = weights

        def then(others_gone: bool) -> None:
            if others_gone:
                self._below = LARGEST_TAKE_NUMBER + 1

        self._archive.do(lambda session: session.points.use(weights), then, _nothing)

    def _look_for_more(self) -> None:
        def then(found: list[int]) -> None:
            self._reading = False
            self._line.extend(take for take in found if take not in self._given_up)
            self._below = found[-1] if found else 0

        below, self._reading = self._below, True
        self._archive.do(lambda session: session.points.unheard_below(below), then, self._could_not_look)

    def _could_not_look(self, error: WarmtoneError) -> None:
        self._reading = False
        self._rest_until = time.monotonic() + REST_SECONDS

    def _read(self, take: int) -> None:
        def then(memory: TakeMemory | None) -> None:
            self._reading = False
            if memory:
                self._hear(take, ResidentTake(memory))
            else:
                self._go_on_without(take)

        def failed(error: WarmtoneError) -> None:
            # It was deleted, or its file can't be read.
            self._reading = False
            self._go_on_without(take)

        self._reading = True
        self._archive.do(lambda session: _unheard(session, take), then, failed)

    def _hear(self, take: int, memory: ResidentTake) -> None:
        if self._engine.idle:
            self._sound = _Sound(take, self._engine.place_sound(memory.memory.shape, self._urgent), memory)
        else:
            memory.release()
            self._line.appendleft(take)

    def _sound_placed(self, take: int, event: Placed | NotPlaced) -> None:
        match event:
            case Placed(_, weights, point):
                self._store(take, weights, point)
            case NotPlaced(code=code) if code == GAVE_WAY:
                self._line.appendleft(take)
            case NotPlaced(code=code, deaf=deaf) if deaf or code == NOT_AT_HAND:
                self._rest(take, error_of(event))
            case _:
                # What kills the worker, or can't be heard, is not heard a second time.
                self._given_up.add(take)
                self._go_on_without(take)

    def _rest(self, take: int, error: WarmtoneError) -> None:
        self._line.appendleft(take)
        self._rest_until = time.monotonic() + REST_SECONDS
        self._waits.fail(error)

    def _store(self, take: int, weights: str, point: Point) -> None:
        self._archive.do(
            lambda session: session.points.put(take, weights, point),
            lambda _: self._go_on_without(take),
            lambda _: self._go_on_without(take),
        )

    def _go_on_without(self, take: int) -> None:
        """There is nothing more to be done about a take."""
        self._waits.settle(take)
        self.tick()


def _unheard(session: Session, take: int) -> TakeMemory | None:
    """The beginning of a take in shared memory; None where it was heard before."""
    if session.points.of([take]):
        return None
    return resident(session.read(take, HEARD_SECONDS))


def _nothing(error: WarmtoneError) -> None:
    """The next one tells."""
