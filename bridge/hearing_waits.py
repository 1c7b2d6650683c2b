"""Who waits until certain takes were heard. Used by the listener, on the bridge's loop."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bridge.word_places import Failed
from engine import WarmtoneError


@dataclass(slots=True)
class _Wait:
    """Somebody who waits until none of these takes is left to be heard; `failed` where there is no ear."""

    takes: set[int]
    then: Callable[[], None]
    failed: Failed


class HearingWaits:
    """All that are under way."""

    def __init__(self) -> None:
        self._waits: list[_Wait] = []

    def add(self, takes: Iterable[int], then: Callable[[], None], failed: Failed) -> None:
        """Call `then` once each of these takes is settled, or else `failed`."""
        self._waits.append(_Wait(set(takes), then, failed))

    def settle(self, take: int) -> None:
        """Let those go on who waited for this take, and for no other any more."""
        for wait in self._waits:
            wait.takes.discard(take)
        over = [wait for wait in self._waits if not wait.takes]
        self._waits = [wait for wait in self._waits if wait.takes]
        for wait in over:
            wait.then()

    def fail(self, error: WarmtoneError) -> None:
        """Nothing can be heard: tell everybody why."""
        waits, self._waits = self._waits, []
        for wait in waits:
            wait.failed(error)
