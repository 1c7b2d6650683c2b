"""How long to wait before a process that has died is started again.

Used by `Speaker`, on the bridge's loop.
"""

import time

_SHORT_LIFE_SECONDS = 1.0
_LONGEST_PAUSE_SECONDS = 5.0


class Pauses:
    """None after a life of a second or more; after shorter ones each pause is twice as long as the one before."""

    def __init__(self) -> None:
        self._seconds = 0.0
        self._over_at = 0.0

    @property
    def over(self) -> bool:
        """Whether the next life may begin."""
        return time.monotonic() >= self._over_at

    def begin(self, life_began_at: float) -> None:
        """Begin a pause after a life that began at that moment of `time.monotonic()`."""
        short = time.monotonic() - life_began_at < _SHORT_LIFE_SECONDS
        self._seconds = min(_LONGEST_PAUSE_SECONDS, 2 * self._seconds + 0.1) if short else 0.0
        self._over_at = time.monotonic() + self._seconds
