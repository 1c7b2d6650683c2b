"""The takes that were rendered and that their receiver has not yet put away: a bound for them bounds the memory.

Used by the engine, on the bridge's loop.
"""


class Backlog:
    """A count of takes, full at `bound`."""

    def __init__(self, bound: int) -> None:
        self._bound = bound
        self._takes = 0

    @property
    def full(self) -> bool:
        return self._takes >= self._bound

    def add(self) -> None:
        """A take was rendered."""
        self._takes += 1

    def remove(self) -> None:
        """A take was put away, or could not be."""
        self._takes = max(0, self._takes - 1)
