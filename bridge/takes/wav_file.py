"""The WAV file of a take: appears whole or not at all, carries its slate, and can be given another one."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

from bridge.takes.chunks import read_chunk, replace_chunk
from bridge.takes.file_errors import file_errors
from bridge.takes.regular_files import NO_LINK, regular_file, sound_file, sync_folder
from bridge.takes.slate import LARGEST_SLATE_BYTES, read_slate, render_slate
from bridge.takes.take import Slate, Sound
from engine import Audio, AudioFileError, Kept

PART = ".part"
GENERATED_FORMAT = "FLOAT"
TAKE_FORMATS = ("PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE")
"""libsndfile's names of the sample formats that a take's WAV can have."""
WIDE_FORMATS = ("PCM_32", "DOUBLE")
"""Those that hold more than the 24 bits of a 32-bit float."""

Block = npt.NDArray[np.float32] | npt.NDArray[np.float64] | npt.NDArray[np.int32]
"""Samples (frames, channels)."""

_SLATE_CHUNK = b"iXML"
# The longest name in UTF-8 or as entities fits in, so that a file needs no third chunk.
_ROOM_BYTES = 1024


@contextmanager
def new_wav(path: Path, slate: Slate, project: str) -> Iterator[Path]:
    """Gives the path of a new, empty `.part` file to write a WAV to; then adds the slate and renames it, durably.

    Where anything is raised inside or after, no file remains. Raises `AudioFileError`.
    """
    part = path.with_name(path.name + PART)
    payload = render_slate(slate, project)
    with file_errors("written", path):
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY | NO_LINK, 0o666))
        try:
            yield part
            _put_slate(part, payload)
            os.rename(part, path)
            sync_folder(path.parent)
        except BaseException:
            part.unlink(missing_ok=True)
            raise


def write_samples(part: Path, audio: Audio, sample_format: str) -> Sound:
    """Write a sound into a `.part` file; samples beyond -1..1 are clipped in PCM formats and kept in float ones."""
    with wav_writer(part, audio.rate_hz, audio.channels, sample_format) as sound:
        sound.write(audio.samples)
    return check_written(part, audio.frames)


def write_edited(part: Path, audio: Audio, sample_format: str, source: Path, kept: Sequence[Kept]) -> Sound:
    """Write a sound into a `.part` file as `write_samples` does, but what is kept from its source's file, bit for bit.

    The source has that sample format, and as many channels as the sound. Raises `AudioFileError`.
    """
    with (
        sound_file(source, os.O_RDONLY | NO_LINK) as before,
        wav_writer(part, audio.rate_hz, audio.channels, sample_format) as sound,
    ):
        at = 0
        for span in kept:
            sound.write(audio.samples[at : span.take_frame])
            before.seek(span.source_frame)
            for block in _blocks(before, span.frames, sample_format):
                sound.write(block)
            at = span.take_frame + span.frames
        sound.write(audio.samples[at:])
    return check_written(part, audio.frames)


@contextmanager
def wav_writer(part: Path, rate_hz: int, channels: int, sample_format: str) -> Iterator[soundfile.SoundFile]:
    """A `.part` file to write samples into. Raises `AudioFileError` where the disk takes only a part of them."""
    try:
        with soundfile.SoundFile(
            str(part), "w", samplerate=rate_hz, channels=channels, subtype=sample_format, format="WAV"
        ) as sound:
            yield sound
    except AssertionError as error:  # soundfile's answer to a disk that took fewer frames than it was given
        raise AudioFileError(f"{part.name} can't be written: the disk took only a part of it.") from error


def check_written(part: Path, frames: int) -> Sound:
    """What libsndfile finds in a file just written; raises `AudioFileError` unless it has that many frames."""
    sound = sound_in(part)
    if sound.frames != frames:
        raise AudioFileError(f"{part.name} can't be written: the disk took {sound.frames} of {frames} frames.")
    return sound


def copy_samples(
    source: soundfile.SoundFile, part: Path, sample_format: str, frames: int, on_block: Callable[[], None]
) -> Sound:
    """Copy at most `frames` frames into a `.part` file; a PCM or float format of the source's own stays bit for bit.

    `on_block` is called after every 65,536 frames. Raises `AudioFileError` for samples that are not finite numbers, and
    `LibsndfileError`.
    """
    copied = 0
    with wav_writer(part, source.samplerate, source.channels, sample_format) as sound:
        for block in _blocks(source, frames, sample_format):
            if not np.isfinite(block).all():
                raise AudioFileError("The file holds samples that are not finite numbers: it can't be played.")
            sound.write(block)
            copied += len(block)
            on_block()
    return check_written(part, copied)


def _blocks(source: soundfile.SoundFile, frames: int, sample_format: str) -> Iterator[Block]:
    """At most so many frames from where the source stands, as what holds all bits of a sample format."""
    kind = {"FLOAT": "float32", "DOUBLE": "float64"}.get(sample_format, "int32")
    read = 0
    while read < frames and len(block := source.read(min(frames - read, 1 << 16), kind, always_2d=True)):
        yield block
        read += len(block)


def sound_in(path: Path) -> Sound:
    """What a take's file holds, by its header; raises `AudioFileError` or `MissingError`."""
    with file_errors("read", path), sound_file(path, os.O_RDONLY | NO_LINK) as sound:
        return Sound(
            frames=sound.frames, channels=sound.channels, rate_hz=sound.samplerate, sample_format=sound.subtype
        )


def slate_in(path: Path) -> Slate:
    """What a file says about its take; raises `AudioFileError` where it is no take of Warmtone's."""
    with (
        file_errors("read", path),
        regular_file(path, os.O_RDONLY | NO_LINK) as descriptor,
        open(descriptor, "rb", closefd=False) as file,
    ):
        payload = read_chunk(file, _SLATE_CHUNK, LARGEST_SLATE_BYTES)
    if payload is None:
        raise AudioFileError(f"{path.name} is no take of Warmtone's: it has no iXML chunk.")
    return read_slate(payload)


def read_wav(path: Path, most_seconds: float | None = None) -> Audio:
    """The samples of a take's file, float32 of shape (frames, channels), at its own rate; all, or its beginning."""
    with file_errors("read", path), sound_file(path, os.O_RDONLY | NO_LINK) as sound:
        rate_hz = sound.samplerate
        frames = -1 if most_seconds is None else int(most_seconds * rate_hz)
        samples = sound.read(frames, "float32", always_2d=True)
    if not np.isfinite(samples).all():
        raise AudioFileError(f"{path.name} holds samples that are not finite numbers: it can't be played.")
    return Audio(samples, rate_hz)


def relabel(path: Path, slate: Slate, project: str) -> None:
    """Give a take's file another slate, durably and without moving its samples."""
    payload = render_slate(slate, project)
    with file_errors("rewritten", path):
        _put_slate(path, payload)


def _put_slate(path: Path, payload: bytes) -> None:
    with regular_file(path, os.O_RDWR | NO_LINK) as descriptor, open(descriptor, "r+b", closefd=False) as file:
        replace_chunk(file, _SLATE_CHUNK, payload, _ROOM_BYTES)
