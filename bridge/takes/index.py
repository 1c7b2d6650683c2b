"""The index of a session: an SQLite file that answers quickly what would take a look into every WAV.

The files are the truth and the index is made from them: where it is lost, broken or of another form, it is set aside
and made anew, so there are no migrations. It is held exclusively: a second Warmtone can't open the same session.
A commit doesn't wait for the disk (WAL, synchronous NORMAL), since a row that a power cut takes is read in again.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from bridge.takes.recipe import recipe_from_json, recipe_to_json
from bridge.takes.search import where_of
from bridge.takes.take import LARGEST_TAKE_NUMBER, Take
from engine import AudioFileError

_COLUMNS = "number, name, prompt, file, frames, channels, rate_hz, sample_format, starred, parent, created, recipe"
_MOST_ROWS = 1 << 31


class Stamp(NamedTuple):
    """A file's size in bytes and the time of its last change in nanoseconds: another stamp, another content."""

    file_bytes: int
    file_changed_ns: int


def stamp_of(path: Path) -> Stamp:
    """The stamp of the file itself, not of what a link leads to; raises `OSError`."""
    status = path.stat(follow_symlinks=False)
    return Stamp(status.st_size, status.st_mtime_ns)


class Index:
    """Rows of takes, one per file. Each method raises `AudioFileError` where the index can't be read or written."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        # A damaged row must not keep the others from being read.
        connection.text_factory = lambda text: text.decode("utf-8", "replace")

    def add(self, take: Take, stamp: Stamp) -> None:
        marks = ", ".join("?" * 14)
        self.rows(f"INSERT INTO takes ({_COLUMNS}, file_bytes, file_changed_ns) VALUES ({marks})", _values(take, stamp))

    def change(self, take: Take, stamp: Stamp) -> None:
        """Put a take in the place of the one with its number."""
        sets = ", ".join(f"{column} = ?" for column in f"{_COLUMNS}, file_bytes, file_changed_ns".split(", "))
        self.rows(f"UPDATE takes SET {sets} WHERE number = ?", (*_values(take, stamp), take.number))

    def forget_stamp(self, number: int) -> None:
        """Before a file is changed: should Warmtone be killed in between, the next opening looks into that file."""
        self.rows("UPDATE takes SET file_changed_ns = 0 WHERE number = ?", (number,))

    def remove(self, number: int) -> None:
        self.rows("DELETE FROM takes WHERE number = ?", (number,))

    def unplace(self, number: int) -> None:
        """Forget where a take lies among sounds."""
        self.rows("DELETE FROM points WHERE number = ?", (number,))

    def take(self, number: int) -> Take | None:
        """The take with that number; None where there is none."""
        rows = self.rows(f"SELECT {_COLUMNS} FROM takes WHERE number = ?", (number,))
        return _take(rows[0]) if rows else None

    def children(self, number: int) -> list[int]:
        """The numbers of the takes whose parent is that take, oldest first."""
        rows = self.rows("SELECT number FROM takes WHERE parent = ? ORDER BY number", (number,))
        return [int(row[0]) for row in rows]

    def stamps(self) -> dict[str, tuple[int, int, int]]:
        """The number of each file that has a row, and its stamp: plain tuples, since an opening compares them all."""
        rows = self.rows("SELECT file, number, file_bytes, file_changed_ns FROM takes")
        return {row[0]: row[1:] for row in rows}

    def highest(self) -> int:
        """The highest number that ever had a row, 0 before the first."""
        rows = self.rows(
            "SELECT max(number) FROM takes UNION ALL SELECT max(seq) FROM sqlite_sequence"
            " WHERE name = 'takes' AND seq BETWEEN 0 AND ?",
            (LARGEST_TAKE_NUMBER,),
        )
        return max(int(row[0] or 0) for row in rows)

    def find(self, words: str, starred: bool | None, start: int, count: int) -> tuple[int, list[int]]:
        """How many takes have all the words (as beginnings) in name or prompt, and the numbers of a page of them.

        Newest first. No words find every take; `starred` None asks for both sorts.
        """
        where, key, values = where_of(words, starred)
        total = int(self.rows(f"SELECT count(*) FROM {where}", values)[0][0])
        start, count = min(max(0, start), total), min(max(0, count), _MOST_ROWS)
        stop = min(start + count, total)
        # A page is walked to from the end of the list that is nearer.
        newest_first = start <= total - stop
        order, offset = ("DESC", start) if newest_first else ("ASC", total - stop)
        rows = self.rows(
            f"SELECT {key} FROM {where} ORDER BY {key} {order} LIMIT ? OFFSET ?", (*values, stop - start, offset)
        )
        numbers = [int(row[0]) for row in rows]
        return total, numbers if newest_first else numbers[::-1]

    @contextmanager
    def together(self) -> Iterator[None]:
        """All changes inside are committed at once, or none where an exception leaves."""
        self.rows("BEGIN IMMEDIATE")
        try:
            yield
            self.rows("COMMIT")
        except BaseException:
            self._connection.rollback()
            raise

    def close(self) -> None:
        self._connection.close()

    def rows(self, statement: str, values: Any = ()) -> list[tuple[Any, ...]]:
        """What one statement of SQL finds."""
        try:
            return self._connection.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise AudioFileError(f"The session's index can't be used: {_reason(error)}.") from error


def _reason(error: sqlite3.Error) -> str:
    """Why, and what to do; the low byte of SQLite's code is the kind of error."""
    match getattr(error, "sqlite_errorcode", 0) & 0xFF:
        case sqlite3.SQLITE_FULL:
            return "the disk is full. Free some space and try again"
        case sqlite3.SQLITE_READONLY:
            return "the disk is read-only. Try again when it can be written to"
        case _:
            return f"{error}. Start Warmtone again: a broken index is made anew from the takes"


def _values(take: Take, stamp: Stamp) -> tuple[Any, ...]:
    return (
        take.number,
        take.name,
        take.prompt,
        take.file,
        take.frames,
        take.channels,
        take.rate_hz,
        take.sample_format,
        take.starred,
        take.parent,
        take.created,
        None if take.recipe is None else recipe_to_json(take.recipe),
        stamp.file_bytes,
        stamp.file_changed_ns,
    )


def _take(row: tuple[Any, ...]) -> Take:
    fields = dict(zip(_COLUMNS.split(", "), row, strict=True))
    fields["starred"] = bool(fields["starred"])
    fields["recipe"] = None if fields["recipe"] is None else recipe_from_json(fields["recipe"])
    return Take(**fields)
