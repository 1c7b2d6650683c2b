"""Open the index of a session, or set what is there aside and begin an empty one."""

import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from bridge.takes.file_errors import file_errors
from bridge.takes.index import Index
from bridge.takes.schema import SCHEMA
from bridge.takes.seal import break_seal
from engine import AudioFileError, BusyError

_FILES = ("", "-wal", "-shm", "-journal")
_BROKEN = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_FORMAT)
_IN_USE = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)

logger = logging.getLogger(__name__)


class _BrokenError(Exception):
    """The file is no index, or not of the form that this version writes."""


def open_index(path: Path) -> Index:
    """The index in a file, empty where there was none or none that could be read (it is kept under another name).

    Raises `BusyError` where another Warmtone has the session open, `AudioFileError` where the folder can't be
    written to.
    """
    try:
        _check_files(path)
        with file_errors("opened", path):
            looked_through = break_seal(path)
        return _connected(path, looked_through)
    except _BrokenError as error:
        logger.warning("The session's index is made anew from its takes: %s.", error)
        with file_errors("set aside", path):
            _set_aside(path)
    return _connected(path, looked_through=False)


def _check_files(path: Path) -> None:
    """Refuse links and what is no file, which SQLite would follow, and a log whose database is gone."""
    for ending in _FILES:
        part = path.with_name(path.name + ending)
        if part.is_symlink() or (part.exists() and not part.is_file()):
            raise _BrokenError(f"{part.name} is no regular file")
        if part.exists() and not path.exists():
            raise _BrokenError(f"{path.name} is missing")


def _set_aside(path: Path) -> None:
    broken = path.with_name(f"{path.name}.broken-{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}")
    for ending in _FILES:
        part = path.with_name(path.name + ending)
        if part.is_symlink() or part.exists():
            os.rename(part, broken.with_name(broken.name + ending))


def _connected(path: Path, looked_through: bool) -> Index:
    connection = sqlite3.connect(path, timeout=0.2, isolation_level=None)
    try:
        with _sqlite_errors(path):
            _prepare(connection)
            if not looked_through:
                _look_through(connection)
    except BaseException:
        connection.close()
        raise
    return Index(connection)


def _prepare(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("BEGIN IMMEDIATE")
    if not _schema(connection):
        for statement in _statements():
            connection.execute(statement)
    connection.execute("COMMIT")
    if _schema(connection) != _own_schema():
        raise _BrokenError("it has another form")


def _look_through(connection: sqlite3.Connection) -> None:
    """Find damage anywhere in the file: 0.4 s for 100,000 takes, which a sealed index saves."""
    if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        raise _BrokenError("it is damaged")
    connection.execute("INSERT INTO words (words) VALUES ('integrity-check')")


def _schema(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """Names and definitions of all that a schema holds, a stranger's triggers too, less the tables that SQLite adds."""
    return connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite!_%' ESCAPE '!'"
        " AND NOT (type = 'table' AND name LIKE 'words!_%' ESCAPE '!') ORDER BY name"
    ).fetchall()


def _own_schema() -> list[tuple[str, str]]:
    connection = sqlite3.connect(":memory:")
    try:
        connection.executescript(SCHEMA)
        return _schema(connection)
    finally:
        connection.close()


def _statements() -> list[str]:
    """The schema's statements one by one, since `executescript` would commit before it starts."""
    statements, piece = [], ""
    for line in SCHEMA.splitlines(keepends=True):
        piece += line
        if sqlite3.complete_statement(piece):
            statements.append(piece)
            piece = ""
    return statements


@contextmanager
def _sqlite_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except UnicodeDecodeError as error:  # SQLite's own message quotes a damaged schema
        raise _BrokenError("it is damaged") from error
    except sqlite3.Error as error:
        # The low byte is the kind of error, the rest tells which one of its kind.
        kind = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if kind in _BROKEN:
            raise _BrokenError(str(error)) from error
        if kind in _IN_USE:
            raise BusyError(
                f"The session {path.parent} is open in another Warmtone: close it, or choose another folder."
            ) from error
        raise AudioFileError(
            f"The session's index {path} can't be opened: {error}. Is its folder writable, the disk full?"
        ) from error
