"""The clips that a model learns from, as `metadata.csv` beside a folder of audio files names them."""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile
import soxr

from engine.errors import AudioFileError, MissingError
from engine.models.vae.network import CLIP
from engine.models.vae.spectrogram import RATE_HZ

CATEGORIES = ("drums", "synth", "instruments", "spoken_digits")

_MOST_OF_A_LABEL = 48
"""Clips of one label of spoken digits that are used: there are 240 of each, half of all clips together."""

_ONSET = 0.01
_BEFORE_ONSET = 88
"""Samples kept before the onset: 2 ms."""


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """One sound: float32 samples (frames,) at 44.1 kHz, at most a clip long, and what is known of it.

    `words` are its caption, label and tags.
    """

    samples: npt.NDArray[np.float32]
    category: str
    label: str
    words: str
    licence: str
    attribution: str
    source: str


def read_clips(data: Path, split: str) -> list[Clip]:
    """The clips of one split ("train" or "valid") in the four categories, in the order of the table.

    Raises `MissingError` without `metadata.csv` or any clip in it, and `AudioFileError` for a file that is no audio.
    """
    rows = [row for row in _rows(data) if row["split"] == split and row["category"] in CATEGORIES]
    if not rows:
        raise MissingError(f"{data / 'metadata.csv'} names no {split} clips of {', '.join(CATEGORIES)}.")
    return [_clip(data, row) for row in _fewer_digits(rows)]


def _rows(data: Path) -> list[dict[str, str]]:
    table = data / "metadata.csv"
    try:
        with table.open(newline="", encoding="utf-8") as lines:
            return list(csv.DictReader(lines))
    except FileNotFoundError:
        raise MissingError(f"{table} isn't there: give the folder that holds metadata.csv and audio/.") from None


def _fewer_digits(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """The rows without most of the digits; every label keeps clips from all over the table, thus all speakers."""
    digits: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        if row["category"] == "spoken_digits":
            digits.setdefault(row["label"], []).append(row)
    kept = {row["file"] for same in digits.values() for row in same[:: -(-len(same) // _MOST_OF_A_LABEL)]}
    return [row for row in rows if row["category"] != "spoken_digits" or row["file"] in kept]


def _clip(data: Path, row: dict[str, str]) -> Clip:
    return Clip(
        samples=_samples(data / row["file"]),
        category=row["category"],
        label=row["label"],
        words=f"{row['caption']}, {row['label']}, {row['tags'].replace(';', ', ')}",
        licence=row["licence"],
        attribution=row["attribution"],
        source=row["source_url"] or row["source_repo"],
    )


def _samples(path: Path) -> npt.NDArray[np.float32]:
    try:
        with soundfile.SoundFile(path) as file:
            rate_hz = file.samplerate
            samples = file.read(frames=2 * CLIP * rate_hz // RATE_HZ, dtype="float32", always_2d=True).mean(axis=1)
    except (soundfile.LibsndfileError, OSError) as error:
        raise AudioFileError(f"{path} can't be read as audio: {error}") from error
    if rate_hz != RATE_HZ:
        samples = soxr.resample(samples, rate_hz, RATE_HZ, quality="HQ")
    return np.ascontiguousarray(_from_onset(samples)[:CLIP], dtype=np.float32)


def _from_onset(samples: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """The samples from shortly before they first come within 40 dB of their peak: what is played sounds at once."""
    loudness = np.abs(samples)
    onset = int(np.argmax(loudness >= _ONSET * loudness.max(initial=0)))
    return samples[max(onset - _BEFORE_ONSET, 0) :]
