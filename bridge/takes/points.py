"""Where takes lie among sounds: rows of the index, and in memory, once somebody has searched, all of them.

A point is kept as float16: of two takes that lie nearer to a third the right one is told as long as their cosines
differ by 0.001. Points of one ear only: another one's say nothing beside them. Used on the archive's thread only.
"""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from bridge.takes.index import Index
from engine import Point

NUMBERS = 128
_BYTES = 2 * NUMBERS
_MOST_AT_ONCE = 500
_WHOLE = f"typeof(point) = 'blob' AND length(point) = {_BYTES}"


class Points:
    """Points by the numbers of takes. Each method raises `AudioFileError` as the index does."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._cloud: _Cloud | None = None

    def use(self, ear: str) -> bool:
        """Forget the points that other weights than these made, by their hash; whether there were any."""
        gone = self._index.rows("DELETE FROM points WHERE ear != ? RETURNING number", (ear,))
        if gone:
            self._cloud = None
        return bool(gone)

    def put(self, number: int, ear: str, point: Point) -> None:
        """A take was heard; one that is gone by now has no point."""
        put = self._index.rows(
            "INSERT OR REPLACE INTO points SELECT number, ?, ? FROM takes WHERE number = ? RETURNING number",
            (ear, point.astype(np.float16).tobytes(), number),
        )
        if put and self._cloud:
            self._cloud.put(number, point)

    def forget(self, number: int) -> None:
        """A take is gone, or sounds otherwise now."""
        self._index.unplace(number)
        if self._cloud:
            self._cloud.forget(number)

    def of(self, numbers: Iterable[int]) -> dict[int, Point]:
        """The points of those of these takes that were heard."""
        marks = ", ".join(str(int(number)) for number in numbers)
        rows = self._index.rows(f"SELECT number, point FROM points WHERE number IN ({marks}) AND {_WHOLE}")
        return {int(number): _points([blob])[0] for number, blob in rows}

    @property
    def unheard(self) -> int:
        """How many takes have no point."""
        takes, points = (
            int(self._index.rows(f"SELECT count(*) FROM {table} INDEXED BY {table}_slim")[0][0])
            for table in ("takes", "points")
        )
        return takes - points

    def unheard_below(self, number: int) -> list[int]:
        """The newest takes without a point whose numbers are lower than that, newest first; at most 500."""
        rows = self._index.rows(
            "SELECT number FROM takes INDEXED BY takes_slim WHERE number < ? AND NOT EXISTS"
            " (SELECT 1 FROM points INDEXED BY points_slim WHERE points.number = takes.number)"
            " ORDER BY number DESC LIMIT ?",
            (number, _MOST_AT_ONCE),
        )
        return [int(row[0]) for row in rows]

    def nearest(
        self, wanted: Point, start: int, count: int, among: list[int] | None = None, without: int | None = None
    ) -> tuple[int, list[int]]:
        """How many takes were heard, and a page of their numbers, the nearest to a point first.

        Only those of `among`, where that is given, and not the one that is to be left out.
        """
        if self._cloud is None:
            self._cloud = _Cloud(self._index.rows(f"SELECT number, point FROM points WHERE {_WHOLE}"))
        return self._cloud.nearest(wanted, start, count, among, without)


class _Cloud:
    """Points side by side, float32 (points, 128), whose first `count` are there; in no order."""

    def __init__(self, rows: list[tuple[int, bytes]]) -> None:
        self._count = len(rows)
        room = max(64, self._count + self._count // 8)
        self._points = np.zeros((room, NUMBERS), np.float32)
        self._numbers = np.zeros(room, np.int64)
        self._points[: self._count] = _points([blob for _, blob in rows])
        self._numbers[: self._count] = [number for number, _ in rows]
        self._places = {number: place for place, (number, _) in enumerate(rows)}

    def put(self, number: int, point: Point) -> None:
        place = self._places.setdefault(number, self._count)
        if place == self._count:
            self._make_room()
            self._count += 1
        self._points[place], self._numbers[place] = point.astype(np.float16), number

    def forget(self, number: int) -> None:
        """The last one takes its place."""
        place = self._places.pop(number, None)
        if place is None:
            return
        self._count -= 1
        last = int(self._numbers[self._count])
        if place != self._count:
            self._points[place], self._numbers[place] = self._points[self._count], last
            self._places[last] = place

    def nearest(
        self, wanted: Point, start: int, count: int, among: list[int] | None, without: int | None
    ) -> tuple[int, list[int]]:
        numbers, scores = self._numbers[: self._count], self._points[: self._count] @ wanted
        if without is not None or among is not None:
            chosen = numbers != (without or 0)
            if among is not None:
                chosen &= np.isin(numbers, np.array(among, np.int64), kind="table")
            numbers, scores = numbers[chosen], scores[chosen]
        best = _largest(scores, start + count)
        # Of equally near ones the newest first.
        order = best[np.lexsort((-numbers[best], -scores[best]))]
        return len(numbers), numbers[order[start : start + count]].tolist()

    def _make_room(self) -> None:
        if self._count == len(self._points):
            more = self._count // 2
            self._points = np.concatenate((self._points, np.zeros((more, NUMBERS), np.float32)))
            self._numbers = np.concatenate((self._numbers, np.zeros(more, np.int64)))


def _largest(scores: npt.NDArray[np.float32], most: int) -> npt.NDArray[np.int64]:
    """The places of so many of the largest, in no order, and of all that equal the least of them."""
    if most >= len(scores):
        return np.arange(len(scores))
    least = np.partition(scores, len(scores) - most)[len(scores) - most]
    return np.flatnonzero(scores >= least)


def _points(blobs: list[bytes]) -> npt.NDArray[np.float32]:
    """(points, 128). What a damaged file holds instead of numbers is no direction at all."""
    found = np.frombuffer(b"".join(blobs), np.float16).reshape(-1, NUMBERS).astype(np.float32)
    return np.nan_to_num(found, copy=False, nan=0.0, posinf=0.0, neginf=0.0)
