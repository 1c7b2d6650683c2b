"""A session: a folder of takes, its index and its trash. Synchronous; used on the archive's thread only.

FOLDER/takes/0012-deep-808-kick.wav    the takes, each with its words and its recipe inside
FOLDER/trash/                          what was deleted
FOLDER/index.sqlite                    made from the takes; may be thrown away, as may its .seal
"""

from dataclasses import replace
from pathlib import Path

from bridge.takes.decoder import Decoder
from bridge.takes.file_errors import file_errors
from bridge.takes.importing import MOST_CHANNELS
from bridge.takes.index import Index, stamp_of
from bridge.takes.names import clean_name, clean_text
from bridge.takes.open_index import open_index
from bridge.takes.places import free_path, place_of
from bridge.takes.points import Points
from bridge.takes.recipe import Recipe
from bridge.takes.reconcile import highest_number, reconcile, remove_parts
from bridge.takes.regular_files import sync_folder
from bridge.takes.seal import put_seal
from bridge.takes.slate import new_slate
from bridge.takes.take import LARGEST_TAKE_NUMBER, Slate, Sound, Take, slate_of, take_of
from bridge.takes.wav_file import (
    GENERATED_FORMAT,
    TAKE_FORMATS,
    new_wav,
    read_wav,
    relabel,
    write_edited,
    write_samples,
)
from engine import Audio, AudioFileError, BusyError, Kept, MissingError, RangeError

_INDEX = "index.sqlite"


class Session:
    """The takes of one folder. Each method raises `AudioFileError` where the disk refuses, with the reason."""

    def __init__(self, folder: Path, name: str, index: Index, decoder: Decoder) -> None:
        self.folder = folder
        self.name = name
        self._takes = folder / "takes"
        self._trash = folder / "trash"
        self.points = Points(index)
        self._index = index
        self._place = place_of(self._takes)
        self._decoder = decoder

    @property
    def gone(self) -> bool:
        """Whether the folder was deleted, moved or unplugged since the session was opened."""
        return place_of(self._takes) != self._place

    @property
    def next_number(self) -> int:
        """One above every number that a take of this session ever had, be it in the trash by now."""
        highest = max(self._index.highest(), highest_number(self._takes), highest_number(self._trash))
        return highest + 1

    def save(
        self,
        audio: Audio,
        *,
        number: int,
        prompt: str = "",
        name: str = "",
        parent: int | None = None,
        recipe: Recipe | None = None,
        sample_format: str = GENERATED_FORMAT,
        kept: tuple[Kept, ...] = (),
    ) -> Take:
        """Write a new take, whole or not at all. It is named by the prompt where `name` is empty.

        `number` is the caller's, counted on from `next_number`; `sample_format` is one of `TAKE_FORMATS`. What is
        `kept` comes from the file of the parent, which has that format, with all of its bits. Raises `RangeError` for a
        sound or format that a take can't have, `BusyError` for a number that is in use, `MissingError` without the
        parent whose samples are kept.
        """
        if audio.frames < 1 or not 1 <= audio.channels <= MOST_CHANNELS:
            raise RangeError(f"A take has a frame at least and 1 to {MOST_CHANNELS} channels.")
        if sample_format not in TAKE_FORMATS:
            raise RangeError(f"A take can't have the sample format {sample_format}; one of {TAKE_FORMATS} can.")
        slate = new_slate(number, name, prompt, parent, recipe)
        path = self._new_path(slate)
        with new_wav(path, slate, self.name) as part:
            if kept and parent is not None:
                sound = write_edited(part, audio, sample_format, self.path(parent), kept)
            else:
                sound = write_samples(part, audio, sample_format)
        return self._enter(slate, path, sound)

    def import_file(self, path: Path, *, number: int, name: str = "") -> Take:
        """Copy a sound file into the session, named like the file where `name` is empty; lossless where the source is.

        Raises `AudioFileError` or `MissingError` where it can't be taken in, `BusyError` for a number in use.
        """
        slate = new_slate(number, name or path.stem, "", None, None)
        copy = self._new_path(slate)
        with new_wav(copy, slate, self.name) as part:
            sound = self._decoder.copy(path, part)
        return self._enter(slate, copy, sound)

    def take(self, number: int) -> Take:
        """The take with that number; raises `MissingError`."""
        take = self._index.take(number) if 1 <= number <= LARGEST_TAKE_NUMBER else None
        if take is None:
            raise MissingError(f"There is no take {number}. /take/list names those that there are.")
        return take

    def path(self, number: int) -> Path:
        """The whole path of a take's file, for a DAW to load."""
        return self._takes / self.take(number).file

    def read(self, number: int, most_seconds: float | None = None) -> Audio:
        """The samples of a take, float32 of shape (frames, channels), at its own rate: exact up to 24 bits.

        Only its beginning where `most_seconds` says so.
        """
        return read_wav(self.path(number), most_seconds)

    def newest(self, start: int, count: int) -> tuple[int, list[int]]:
        """How many takes there are, and `count` of their numbers, newest first, after leaving out `start`."""
        return self._index.find("", None, start, count)

    def find(self, words: str, start: int, count: int, starred: bool | None = None) -> tuple[int, list[int]]:
        """As `newest`, of the takes whose name or prompt has all the words, as beginnings of its own words.

        `starred` True or False leaves out the others.
        """
        return self._index.find(words, starred, start, count)

    def children(self, number: int) -> list[int]:
        """The numbers of the takes that were made from a take, oldest first."""
        return self._index.children(number)

    def star(self, number: int, on: bool) -> Take:
        """Set or take away a take's star."""
        return self._rewrite(replace(self.take(number), starred=on))

    def rename(self, number: int, name: str) -> Take:
        """Give a take another name; its file keeps its own, since a DAW may have it open."""
        take = self.take(number)
        return self._rewrite(replace(take, name=clean_name(name, take.prompt, number)))

    def delete(self, number: int) -> None:
        """Move a take's file to the trash; its number is not given to another."""
        path = self.path(number)
        trashed = free_path(self._trash, number, path.stem.partition("-")[2])
        with file_errors("moved to the trash", path):
            path.rename(trashed)
            sync_folder(self._trash)
            sync_folder(self._takes)
        try:
            self._index.remove(number)
        except BaseException:  # a full disk has no room for the change either
            trashed.rename(path)
            raise
        self.points.forget(number)

    def close(self) -> None:
        """Close the index and seal it; the session can't be used any more."""
        self._index.close()
        put_seal(self.folder / _INDEX)

    def _new_path(self, slate: Slate) -> Path:
        if not 1 <= slate.number <= LARGEST_TAKE_NUMBER:
            raise RangeError(f"A take's number is 1 to {LARGEST_TAKE_NUMBER}: begin another session.")
        if self._index.take(slate.number) is not None:
            raise BusyError(f"There is a take {slate.number} already.")
        return free_path(self._takes, slate.number, slate.name)

    def _enter(self, slate: Slate, path: Path, sound: Sound) -> Take:
        take = take_of(slate, path.name, sound)
        try:
            with file_errors("read", path):
                self._index.add(take, stamp_of(path))
        except BaseException:
            # What was told to have failed must not turn up as a take after the next start.
            path.unlink(missing_ok=True)
            raise
        return take

    def _rewrite(self, take: Take) -> Take:
        path = self._takes / take.file
        self._index.forget_stamp(take.number)
        relabel(path, slate_of(take), self.name)
        with file_errors("read", path):
            self._index.change(take, stamp_of(path))
        return take


def open_session(folder: Path, name: str | None = None, decoder: Decoder | None = None) -> Session:
    """Open the session in a folder, which is made where it is missing; `name` is the folder's own unless given.

    Imports go through `decoder`, which stays the caller's. Tidies up what a killed run left, and brings the index into
    agreement with the files. Raises `BusyError` where another Warmtone has it open, `AudioFileError` where the folder
    can't be used.
    """
    folder = folder.absolute()
    for part in (folder, folder / "takes", folder / "trash"):
        with file_errors("used as a session folder", part):
            part.mkdir(parents=True, exist_ok=True)
    for part in (folder / "takes", folder / "trash"):
        if part.is_symlink():
            raise AudioFileError(f"{part} is a symbolic link: a session's takes are kept in its own folder.")
    index = open_index(folder / _INDEX)
    try:
        remove_parts(folder / "takes")
        reconcile(index, folder / "takes")
    except BaseException:
        index.close()
        raise
    return Session(folder, clean_text(name or folder.name), index, decoder or Decoder())
