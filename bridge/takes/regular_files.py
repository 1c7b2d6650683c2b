"""Files opened so that neither a device, a pipe nor a symbolic link can stand in for them."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import soundfile

from bridge.takes.names import shown
from engine import AudioFileError

# Windows has none of the first three, the others no O_BINARY. O_NONBLOCK: opening a pipe must not wait for a writer.
NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_ALWAYS = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


@contextmanager
def regular_file(path: Path, flags: int) -> Iterator[int]:
    """A descriptor of a regular file; with `NO_LINK` among the flags a symbolic link is refused.

    Looked at before, since opening a device can do things, and after, since what was opened is what counts. Raises
    `AudioFileError` for anything but a regular file, and `OSError`.
    """
    _check(path, os.stat(path))
    descriptor = os.open(path, flags | _ALWAYS)
    try:
        _check(path, os.fstat(descriptor))
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def sound_file(path: Path, flags: int) -> Iterator[soundfile.SoundFile]:
    """A regular file as libsndfile reads it; raises as `regular_file` does, and `LibsndfileError`."""
    with regular_file(path, flags) as descriptor, decoded(descriptor, path) as sound:
        yield sound


def decoded(descriptor: int, path: Path) -> soundfile.SoundFile:
    """An open file as libsndfile reads it; raises `LibsndfileError`."""
    # libsndfile's C library on Windows can't be given a descriptor of Python's.
    return soundfile.SoundFile(descriptor if os.name == "posix" else str(path), closefd=False)


def sync_folder(folder: Path) -> None:
    """Bring new and changed names in a folder to the disk; Windows has no call for it and does so by itself."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _check(path: Path, status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise AudioFileError(
            f"{shown(path)} is no audio file but a folder, device or pipe. Give a WAV, FLAC, OGG or AIFF file."
        )
