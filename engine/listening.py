"""The worker's ear: loaded when it is first needed, it places words and sounds.

Used on the worker's only thread.
"""

from collections.abc import Callable

from engine.audio import Audio
from engine.errors import Cancelled, ModelError, WarmtoneError
from engine.placing import (
    GAVE_WAY,
    NOT_AT_HAND,
    Answer,
    Ear,
    EarLoader,
    NotPlaced,
    Placed,
    PlaceSound,
    PlaceWords,
    Point,
)
from engine.sentences import sentence_of


class Listening:
    """An ear, or how to get one."""

    def __init__(self, loader: EarLoader) -> None:
        self._loader = loader
        self._ear: Ear | None = None

    @property
    def loaded(self) -> bool:
        """Whether an answer takes but a moment."""
        return self._ear is not None

    def words(self, command: PlaceWords) -> Answer:
        """Where words lie."""
        return self._answer(command.number, lambda ear: ear.words(command.words))

    def sound(self, command: PlaceSound, read: Callable[[], Audio], check: Callable[[], None]) -> Answer:
        """Where a sound lies; `check` may raise `Cancelled`."""
        if not (self.loaded or command.urgent or self._loader.at_hand):
            return NotPlaced(command.number, NOT_AT_HAND, "The ear is loaded once something needs it.")
        return self._answer(command.number, lambda ear: ear.sound(read(), check))

    def _answer(self, number: int, place: Callable[[Ear], Point]) -> Answer:
        try:
            ear = self._ear = self._ear or self._loader()
        except Exception as error:
            return NotPlaced(number, _code(error), sentence_of(error, "The ear can't be loaded"), deaf=True)
        try:
            return Placed(number, ear.weights, place(ear))
        except Cancelled:
            return NotPlaced(number, GAVE_WAY, "The worker had something else to do.")
        except Exception as error:
            return NotPlaced(number, _code(error), sentence_of(error, "This can't be placed"))


def _code(error: Exception) -> str:
    return error.code if isinstance(error, WarmtoneError) else ModelError.code
