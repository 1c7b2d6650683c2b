"""The clips of a folder as a corpus: metadata.csv and audio files, read with soundfile, brought to 44.1 kHz by soxr."""

import csv
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile
import soxr
import torch

from engine.errors import AudioFileError, MissingError
from engine.models.codec.framing import RATE_HZ
from engine.training.codec.corpus import ClipFacts, Corpus, joined

Row = dict[str, str]
_READERS = 2


def read_corpus(data: Path) -> Corpus:
    """All clips of a folder.

    Raises `MissingError` without training or validation clips, `AudioFileError` for a file that is no audio.
    """
    rows = read_rows(data)
    with ThreadPoolExecutor(_READERS) as readers:
        clips = list(readers.map(lambda row: torch.from_numpy(read_samples(data / row["file"])), rows))
    return joined(clips, [facts_of(row) for row in rows])


def read_rows(data: Path) -> list[Row]:
    """The rows of a folder's table, training and validation clips alike."""
    table = data / "metadata.csv"
    try:
        with table.open(newline="", encoding="utf-8") as lines:
            return [row for row in csv.DictReader(lines) if row["split"] in ("train", "valid")]
    except FileNotFoundError:
        raise MissingError(f"{table} isn't there: give the folder that holds metadata.csv and audio/.") from None


def facts_of(row: Row) -> ClipFacts:
    """What training wants to know of a clip. An empty bandwidth counts as the full one."""
    bandwidth_hz = float(row.get("bandwidth_hz") or RATE_HZ / 2)
    return ClipFacts(row["category"], row["label"], row["split"] == "valid", bandwidth_hz)


def read_samples(path: Path) -> npt.NDArray[np.float32]:
    """The samples (frames,) of a file, mono at 44.1 kHz.

    Not rounded to 16 bits: many end below 16 kHz, and above that rounding would be all there is.
    """
    try:
        samples, rate_hz = soundfile.read(path, dtype="float32", always_2d=True)
    except (soundfile.LibsndfileError, OSError) as error:
        raise AudioFileError(f"{path} can't be read as audio: {error}") from error
    mono = samples.mean(axis=1)
    if rate_hz != RATE_HZ:
        mono = soxr.resample(mono, rate_hz, RATE_HZ, quality="HQ")
    return np.asarray(mono, np.float32)
