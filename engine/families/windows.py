"""A long sequence in windows: each computes its part with so much context that the parts joined equal the whole."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Window:
    """Columns `begin` to `end` are computed; `kept` of them, counted from `begin`, are the window's own."""

    begin: int
    end: int
    kept: slice

    def kept_frames(self, frames_per_column: int) -> slice:
        """The same part of what was computed, in frames."""
        return slice(self.kept.start * frames_per_column, self.kept.stop * frames_per_column)


def windows(columns: int, own: int, context: int) -> Iterator[Window]:
    """Windows of `own` columns each, with `context` columns on both sides as far as there are any.

    >>> [(window.begin, window.end, window.kept.start, window.kept.stop) for window in windows(5, 2, 1)]
    [(0, 3, 0, 2), (1, 5, 1, 3), (3, 5, 1, 2)]
    """
    for first in range(0, columns, own):
        last = min(first + own, columns)
        begin = max(0, first - context)
        yield Window(begin, min(columns, last + context), slice(first - begin, last - begin))
