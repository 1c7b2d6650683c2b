"""Sounds and words as points of one space, where like lies near like: what is asked of the worker, and its answers.

Used by the engine, on the bridge's loop, and by the worker; nothing here needs torch. One who places things is loaded
when it is first needed, and gives way to everything else that the worker is asked for.
"""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from engine.audio import Audio
from engine.errors import WorkerError
from engine.take_memory import TakeShape

HEARD_SECONDS = 30.0
"""Of a sound, from its beginning; what follows doesn't move it."""
LONGEST_WORDS = 600
"""Characters of words that are looked at."""
GAVE_WAY = "interrupted"
"""The code of a sound that was not placed since the worker was needed for something else: ask again later."""
NOT_AT_HAND = "later"
"""The code of a sound that was not placed since loading the ear would have taken seconds."""

Point = npt.NDArray[np.float32]
"""Of shape (128,) and length 1."""


class Ear(Protocol):
    """Places words and sounds. Points of two of them can be compared where their `weights`, a hash, are the same."""

    @property
    def weights(self) -> str: ...

    def words(self, words: str) -> Point: ...

    def sound(self, audio: Audio, check: Callable[[], None]) -> Point:
        """`check` is called often and may raise `Cancelled`. Raises `RangeError` for samples that aren't finite."""
        ...


class EarLoader(Protocol):
    """Builds an ear from its weights; it is sent to the worker's process. Raises `ModelError` or `MissingError`."""

    @property
    def at_hand(self) -> bool:
        """Whether loading takes a moment, and not seconds."""
        ...

    def __call__(self) -> Ear: ...


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """Place words, also between two steps of a take; `number` comes back with the answer."""

    number: int
    words: str


@dataclass(frozen=True, slots=True)
class PlaceSound:
    """Place a sound unless something else is to be done.

    For an `urgent` one the ear is loaded however long that takes.
    """

    number: int
    sound: TakeShape
    urgent: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """Where words or a sound lie, and the hash of the weights that say so."""

    number: int
    weights: str
    point: Point


@dataclass(frozen=True, slots=True)
class NotPlaced:
    """Why not. `deaf` says that it isn't this sound's fault: there is no ear."""

    number: int
    code: str
    sentence: str
    deaf: bool = False


Answer = Placed | NotPlaced


class Placing:
    """What was asked for and isn't answered."""

    def __init__(self, send: Callable[[PlaceWords | PlaceSound], None], deliver: Callable[[Answer], None]) -> None:
        self._send = send
        self._deliver = deliver
        self._numbers: Iterator[int] = itertools.count(1)
        self._open: set[int] = set()

    def words(self, words: str) -> int:
        """Ask for words; the number that the answer will have."""
        return self._ask(PlaceWords(next(self._numbers), words[:LONGEST_WORDS]))

    def sound(self, sound: TakeShape, urgent: bool) -> int:
        """Ask for a sound; the number that the answer will have."""
        return self._ask(PlaceSound(next(self._numbers), sound, urgent))

    def take_in(self, answer: Answer) -> None:
        """Hand an answer on."""
        self._open.discard(answer.number)
        self._deliver(answer)

    def lose(self, sentence: str) -> None:
        """The worker is gone, and with it all that was asked of it."""
        for number in sorted(self._open):
            self.take_in(NotPlaced(number, WorkerError.code, sentence))

    def _ask(self, command: PlaceWords | PlaceSound) -> int:
        self._open.add(command.number)
        self._send(command)
        return command.number
