"""Takes as files for other programs, in the rate, sample format and under the names that they want.

Runs on the archive's thread. Nothing that is there is written over, and a file appears whole or not at all.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bridge.takes.file_errors import file_errors
from bridge.takes.importing import LOWEST_RATE_HZ
from bridge.takes.names import clean_text
from bridge.takes.regular_files import NO_LINK, sound_file
from bridge.takes.session import Session
from bridge.takes.take import Take, slate_of
from bridge.takes.wav_file import new_wav, wav_writer
from engine import AudioFileError, RangeError

FORMATS = {16: "PCM_16", 24: "PCM_24", 32: "FLOAT"}
"""libsndfile's names of the sample formats by their bits."""

_FIELDS = ("take", "name", "prompt", "n")
_FIELD = re.compile(r"\{([^{}]*)\}")
# What Windows, macOS or Linux can't have in a file's name, and what a shell or a web page could take amiss.
_NEVER = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]+')
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
_LONGEST_TITLE_BYTES = 180
_RESOLUTION_BITS = {"PCM_U8": 8, "PCM_16": 16, "PCM_24": 24}

Samples64 = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Export:
    """Where copies go and what they are: a rate in hertz and bits, 0 for the take's own, and a pattern of names."""

    folder: Path
    rate_hz: int
    bits: int
    pattern: str


def check_export(export: Export) -> None:
    """Raise `RangeError` or `AudioFileError` for what no take can be exported as."""
    if export.bits not in (0, *FORMATS):
        raise RangeError(f"bits is 16, 24 or 32, or 0 for each take's own format; not {export.bits}.")
    if export.rate_hz and export.rate_hz < LOWEST_RATE_HZ:
        raise RangeError(f"rate is {LOWEST_RATE_HZ} to 192000 Hz, or 0 for each take's own; not {export.rate_hz}.")
    unknown = [field for field in _FIELD.findall(export.pattern) if field not in _FIELDS]
    if unknown:
        raise RangeError(f"pattern knows {{take}}, {{name}}, {{prompt}} and {{n}}; not {{{unknown[0]}}}.")
    if not export.folder.is_absolute() or "\0" in str(export.folder):
        raise AudioFileError(f"{str(export.folder)!r} can't be exported to: give the whole path, from the root on.")


def export_take(session: Session, number: int, count: int, export: Export) -> Path:
    """Write the copy of a take that is the `count`th of its export; the path that it has.

    Raises `MissingError` for a take or a folder's parent that isn't there, `AudioFileError` where the disk refuses.
    """
    take = session.take(number)
    with file_errors("exported to", export.folder):
        os.fsencode(export.folder)
        export.folder.mkdir(exist_ok=True)
    path = _free(export.folder, title_of(export.pattern, take, count))
    with new_wav(path, slate_of(take), session.name) as part:
        _copy(session.path(number), part, take, export)
    return path


def title_of(pattern: str, take: Take, count: int) -> str:
    """A file's name without its ending, that every system takes.

    >>> from types import SimpleNamespace
    >>> title_of("{n} {name}: {take}", SimpleNamespace(number=12, name="Tür / Slam", prompt=""), 3)
    '3 Tür - Slam- 12'
    """
    values = {"take": str(take.number), "name": take.name, "prompt": take.prompt, "n": str(count)}
    words = clean_text(_FIELD.sub(lambda found: values[found[1]], pattern))
    title = " ".join(_NEVER.sub("-", words).split())
    title = title.encode("utf-8", "replace")[:_LONGEST_TITLE_BYTES].decode("utf-8", "ignore").strip(" .")
    title = title or f"take {take.number}"
    return f"_{title}" if _DEVICE.fullmatch(title) else title


def _free(folder: Path, title: str) -> Path:
    """A path that nothing has, not even a dangling link."""
    copy, path = 1, folder / f"{title}.wav"
    while path.is_symlink() or path.exists():
        copy += 1
        path = folder / f"{title} {copy}.wav"
    return path


def _copy(source: Path, part: Path, take: Take, export: Export) -> None:
    sample_format = FORMATS.get(export.bits, take.sample_format)
    rate_hz = export.rate_hz or take.rate_hz
    with file_errors("read", source), sound_file(source, os.O_RDONLY | NO_LINK) as sound:
        # As whole numbers where nothing is to be computed: 32 bits of them are more than a float has.
        if (rate_hz, sample_format) == (take.rate_hz, take.sample_format):
            kind = "float64" if sample_format in ("FLOAT", "DOUBLE") else "int32"
            samples = sound.read(dtype=kind, always_2d=True)
        else:
            samples = _converted(sound.read(dtype="float64", always_2d=True), take, rate_hz, sample_format)
    with file_errors("exported", part), wav_writer(part, rate_hz, take.channels, sample_format) as written:
        written.write(samples)


def _converted(samples: Samples64, take: Take, rate_hz: int, sample_format: str) -> Samples64:
    """Samples at another rate, with a triangle of dither of one step where there were finer steps than will be."""
    finer = rate_hz != take.rate_hz or _RESOLUTION_BITS.get(take.sample_format, 32) > _bits(sample_format)
    if rate_hz != take.rate_hz:
        import soxr

        samples = soxr.resample(samples, take.rate_hz, rate_hz, quality="VHQ")
    if finer and sample_format in _RESOLUTION_BITS:
        random = np.random.default_rng(take.number)
        samples = samples + (random.random(samples.shape) - random.random(samples.shape)) * 2.0 ** (
            1 - _bits(sample_format)
        )
    return samples


def _bits(sample_format: str) -> int:
    return _RESOLUTION_BITS.get(sample_format, 32)
