"""The sounds that are measured: files or folders of them, read as mono at one rate."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

from engine.audio import Audio, at_rate
from engine.errors import AudioFileError, MissingError

RATE_HZ = 44100
"""Every measure hears sounds at this rate."""

Mono = npt.NDArray[np.float32]
"""float32, shape (frames,), -1..1, at RATE_HZ."""

_ENDINGS = {".wav", ".flac", ".ogg", ".aif", ".aiff", ".mp3"}


def read_sound(path: Path) -> Mono:
    """A file's samples, its channels averaged, at RATE_HZ. Raises `AudioFileError` for what is no audio or empty."""
    try:
        samples, rate_hz = soundfile.read(path, dtype="float32", always_2d=True)
    except (soundfile.LibsndfileError, OSError) as error:
        raise AudioFileError(f"{path} can't be read as audio: {error}") from error
    if not len(samples) or not np.isfinite(samples).all():
        raise AudioFileError(f"{path} holds no sound that can be measured: it is empty or has infinite samples.")
    return at_rate(Audio(samples.mean(axis=1, keepdims=True, dtype=np.float32), int(rate_hz)), RATE_HZ).samples[:, 0]


def sound_files(path: Path) -> list[Path]:
    """The file itself, or every sound file in the folder and below, in the order of their names.

    Raises `MissingError` where there is none.
    """
    if path.is_file():
        return [path]
    found = sorted(file for file in path.rglob("*") if file.suffix.lower() in _ENDINGS and file.is_file())
    if not found:
        raise MissingError(f"{path} holds no sounds: give a file, or a folder with {', '.join(sorted(_ENDINGS))}.")
    return found


def pairs(reference: Path, generated: Path) -> list[tuple[Path, Path]]:
    """Each file of `reference` beside the one of `generated` with the same path below its folder, whatever its ending.

    Two files are a pair whatever their names. Sounds without a counterpart are left out.
    """
    if reference.is_file() and generated.is_file():
        return [(reference, generated)]
    others = {_name(file, generated): file for file in sound_files(generated)}
    named = [(file, others.get(_name(file, reference))) for file in sound_files(reference)]
    return [(file, other) for file, other in named if other is not None]


def _name(file: Path, folder: Path) -> Path:
    return file.relative_to(folder).with_suffix("") if folder.is_dir() else Path(file.stem)
