"""Where words lie among sounds: asked of the worker one after the other.

Used by the bridge's loop, on its one thread.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from engine import BusyError, Engine, NotPlaced, Placed, Point, WarmtoneError

MOST_WAITING = 100

Then = Callable[[Point], None]
Failed = Callable[[WarmtoneError], None]


@dataclass(slots=True)
class _Words:
    """Words that somebody wants placed; `number` is 0 until the worker was asked."""

    words: str
    then: Then
    failed: Failed
    number: int = 0


class WordPlaces:
    """The words that are to be placed: one at a time, since what is on its way to the worker has to fit into a pipe."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._waiting: deque[_Words] = deque()

    def place(self, words: str, then: Then, failed: Failed) -> None:
        """Call `then` with where words lie, or `failed`. Raises `BusyError` where a hundred others wait for that."""
        if len(self._waiting) >= MOST_WAITING:
            raise BusyError(f"{MOST_WAITING} searches wait already; ask again when they were answered.")
        self._waiting.append(_Words(words, then, failed))
        self._ask()

    def on_event(self, event: Placed | NotPlaced) -> None:
        """Take in an answer of the worker, which may be about something else."""
        if not self._waiting or self._waiting[0].number != event.number:
            return
        words = self._waiting.popleft()
        self._ask()
        if isinstance(event, Placed):
            words.then(event.point)
        else:
            words.failed(error_of(event))

    def _ask(self) -> None:
        if self._waiting and not self._waiting[0].number:
            self._waiting[0].number = self._engine.place_words(self._waiting[0].words)


def error_of(event: NotPlaced) -> WarmtoneError:
    """What the worker says as an error of the bridge."""
    error = WarmtoneError(event.sentence)
    error.code = event.code  # type: ignore[misc]  # it was raised in the worker
    return error
