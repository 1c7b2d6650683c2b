"""A seal on the index of a session that was closed in order: the next opening need not look through all of it.

The seal is a file beside the index with the SHA-256 of what that held when it was closed, and is broken before the
index is opened. Without it, or where it does not fit, the index was in use when Warmtone ended, or somebody has
changed it.
"""

import hashlib
import os
from contextlib import suppress
from pathlib import Path

from bridge.takes.regular_files import NO_LINK, regular_file
from engine import AudioFileError

_ENDING = ".seal"


def put_seal(index: Path) -> None:
    """Seal an index that is closed; where the disk refuses, it stays without."""
    with suppress(OSError, AudioFileError):
        digest = _digest(index)
        descriptor = os.open(_seal_of(index), os.O_CREAT | os.O_EXCL | os.O_WRONLY | NO_LINK, 0o666)
        with open(descriptor, "w", encoding="ascii") as seal:
            seal.write(digest)


def break_seal(index: Path) -> bool:
    """Take the seal off; whether there was one and it fits. An index with a log beside it was not closed in order."""
    seal = _seal_of(index)
    fits = False
    with suppress(OSError, AudioFileError, ValueError):
        with regular_file(seal, os.O_RDONLY | NO_LINK) as descriptor:
            said = os.read(descriptor, 100).decode("ascii")
        fits = said == _digest(index) and not index.with_name(f"{index.name}-wal").exists()
    with suppress(FileNotFoundError):
        seal.unlink()
    return fits


def _seal_of(index: Path) -> Path:
    return index.with_name(index.name + _ENDING)


def _digest(index: Path) -> str:
    with regular_file(index, os.O_RDONLY | NO_LINK) as descriptor, open(descriptor, "rb", closefd=False) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
