"""Bring the index into agreement with the files: they are the truth, and anybody may have moved or changed them.

A sound index is compared with the folder's listing, by names, sizes and times of change: only files that differ are
looked into. A WAV without a slate of ours is left alone; `/take/import` is the way to take one in.
"""

import logging
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bridge.takes.file_errors import file_errors
from bridge.takes.index import Index, Stamp
from bridge.takes.names import number_in
from bridge.takes.take import Sound, Take, take_of
from bridge.takes.wav_file import PART, slate_in, sound_in
from engine import WarmtoneError

logger = logging.getLogger(__name__)


def remove_parts(folder: Path) -> None:
    """Remove the `.part` files that a killed run left; other programs' are left alone."""
    with file_errors("tidied", folder), os.scandir(folder) as entries:
        for entry in entries:
            ours = entry.name.endswith(PART) and number_in(entry.name) is not None
            if ours and not entry.is_dir(follow_symlinks=False):
                os.unlink(entry.path)


def highest_number(folder: Path) -> int:
    """The highest number that a file of ours in a folder is named by, 0 where there is none."""
    with file_errors("read", folder):
        return max((number_in(file) or 0 for file in os.listdir(folder)), default=0)


def reconcile(index: Index, folder: Path) -> None:
    """Drop rows without a file, read changed files again, read in files without a row. All of it, or nothing."""
    rows = index.stamps()
    changed: list[tuple[str, int, Stamp]] = []
    strange: list[tuple[str, Stamp]] = []
    with file_errors("read", folder):
        for file, stamp in _wav_files(folder):
            row = rows.pop(file, None)
            if row is None:
                strange.append((file, Stamp(*stamp)))
            elif row[1:] != stamp:
                changed.append((file, row[0], Stamp(*stamp)))
    with index.together():
        for number, *_ in rows.values():
            index.remove(number)
        for file, number, stamp in sorted(changed):
            _look_again(index, folder / file, number, stamp)
        # The shortest name first: of a file and its copies the original is the take.
        for file, stamp in sorted(strange, key=lambda found: (len(found[0]), found[0])):
            _read_in(index, folder / file, stamp)


def _wav_files(folder: Path) -> Iterator[tuple[str, tuple[int, int]]]:
    """Each WAV in a folder, with what its stamp is made of."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.lower().endswith(".wav") and entry.is_file(follow_symlinks=False):
                try:
                    status = entry.stat(follow_symlinks=False)
                except FileNotFoundError:  # it went while the folder was being read
                    continue
                yield entry.name, (status.st_size, status.st_mtime_ns)


def _look_again(index: Index, path: Path, number: int, stamp: Stamp) -> None:
    """A file has changed: believe its sound, and its slate where it still has one with that number."""
    try:
        sound = sound_in(path)
        take = _with_slate(index.take(number), path, sound)
    except WarmtoneError as error:
        logger.warning("Take %d is left out: %s", number, error)
        index.remove(number)
        return
    if take is None or take.number != number:
        index.remove(number)
        _read_in(index, path, stamp)
    else:
        index.change(take, stamp)
        index.unplace(number)


def _with_slate(take: Take | None, path: Path, sound: Sound) -> Take | None:
    try:
        return take_of(slate_in(path), path.name, sound)
    except WarmtoneError:
        # An editor that saved over the file has dropped the slate; the row still knows what it said.
        if take is None:
            return None
        return replace(
            take,
            frames=sound.frames,
            channels=sound.channels,
            rate_hz=sound.rate_hz,
            sample_format=sound.sample_format,
        )


def _read_in(index: Index, path: Path, stamp: Stamp) -> None:
    try:
        slate = slate_in(path)
        take = take_of(slate, path.name, sound_in(path))
    except WarmtoneError as error:
        logger.info("%s is left alone: %s", path.name, error)
        return
    if index.take(take.number) is not None:
        logger.warning("%s is left alone: take %d is there already.", path.name, take.number)
        return
    index.add(take, stamp)
