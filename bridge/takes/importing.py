"""Sound files of other programs: checked before anything is made of them, then copied without loss.

Used in the decoder's process, since a file that nobody vouches for may crash what reads it.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import soundfile

from bridge.takes.file_errors import file_errors
from bridge.takes.names import shown
from bridge.takes.regular_files import decoded, regular_file
from bridge.takes.take import Sound
from bridge.takes.wav_file import copy_samples
from engine import AudioFileError

LARGEST_SOURCE_BYTES = 1 << 31
LARGEST_COPY_BYTES = 1 << 31
LONGEST_SOURCE_SECONDS = 3600
MOST_CHANNELS = 8
LOWEST_RATE_HZ = 8_000
HIGHEST_RATE_HZ = 192_000

_CONTAINERS = ("WAV", "WAVEX", "RF64", "FLAC", "OGG", "AIFF")
# What a WAV can hold without loss, and in how many bytes; everything else is lossy and becomes 32-bit float.
_SAME_FORMAT: Mapping[str, str] = {
    "PCM_S8": "PCM_U8",
    "PCM_U8": "PCM_U8",
    "PCM_16": "PCM_16",
    "PCM_24": "PCM_24",
    "PCM_32": "PCM_32",
    "FLOAT": "FLOAT",
    "DOUBLE": "DOUBLE",
}
_BYTES: Mapping[str, int] = {"PCM_U8": 1, "PCM_16": 2, "PCM_24": 3, "PCM_32": 4, "FLOAT": 4, "DOUBLE": 8}


@contextmanager
def source_file(path: Path) -> Iterator[soundfile.SoundFile]:
    """A sound file that Warmtone can take in, open for `copy_source`.

    Raises `AudioFileError` where it is no regular file, no WAV, FLAC, OGG or AIFF, empty, too long or too large, or
    has a rate or a number of channels outside of what is allowed; `MissingError` where there is none.
    """
    _check_path(path)
    with file_errors("imported", path), regular_file(path, os.O_RDONLY) as descriptor:
        _check_size(path, os.fstat(descriptor).st_size)
        with decoded(descriptor, path) as source:
            _check_sound(path, source)
            yield source


def copy_source(source: soundfile.SoundFile, part: Path, on_block: Callable[[], None]) -> Sound:
    """Copy an open source into a `.part` file in its own rate, channels and, where it isn't lossy, sample format.

    `on_block` is called whenever a piece of it is done.
    """
    sound = copy_samples(source, part, _format_of(source), source.frames, on_block)
    if sound.frames == 0:
        raise AudioFileError("The file holds no sound: its samples can't be read.")
    return sound


def _check_path(path: Path) -> None:
    try:
        os.fsencode(path)
    except ValueError as error:
        raise AudioFileError("The path holds characters that no file name can have.") from error
    if "\0" in str(path) or not path.is_absolute():
        raise AudioFileError(f"{str(path)!r} can't be imported: give the whole path, from the root on.")


def _check_size(path: Path, size_bytes: int) -> None:
    if size_bytes > LARGEST_SOURCE_BYTES:
        raise AudioFileError(
            f"{shown(path)} can't be imported: it has {size_bytes} bytes, {LARGEST_SOURCE_BYTES} are allowed."
        )


def _check_sound(path: Path, source: soundfile.SoundFile) -> None:
    copy_bytes = source.frames * source.channels * _BYTES[_format_of(source)]
    checks = [
        (source.format in _CONTAINERS, f"it is {source.format}; WAV, FLAC, OGG or AIFF is expected"),
        (source.frames > 0, "it holds no sound"),
        (1 <= source.channels <= MOST_CHANNELS, f"it has {source.channels} channels; 1 to {MOST_CHANNELS} are allowed"),
        (
            LOWEST_RATE_HZ <= source.samplerate <= HIGHEST_RATE_HZ,
            f"its rate is {source.samplerate} Hz; {LOWEST_RATE_HZ} to {HIGHEST_RATE_HZ} Hz are allowed",
        ),
        (
            source.frames <= LONGEST_SOURCE_SECONDS * source.samplerate,
            f"it is longer than {LONGEST_SOURCE_SECONDS} seconds",
        ),
        (copy_bytes <= LARGEST_COPY_BYTES, f"its copy would be larger than {LARGEST_COPY_BYTES} bytes"),
    ]
    for fine, reason in checks:
        if not fine:
            raise AudioFileError(f"{shown(path)} can't be imported: {reason}.")


def _format_of(source: soundfile.SoundFile) -> str:
    return _SAME_FORMAT.get(source.subtype, "FLOAT")
