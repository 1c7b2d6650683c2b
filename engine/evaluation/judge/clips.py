"""The clips that the judge learns from and is examined on: every category of a pack, as `metadata.csv` names them."""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from torch import Tensor

from engine.errors import MissingError
from engine.evaluation.judge.hearing import heard
from engine.evaluation.sounds import read_sound

DIGITS = "spoken_digits"
"""The category whose labels are counted apart."""

_COLUMNS = {"file", "category", "label", "split", "licence", "attribution", "source_url", "source_repo"}


@dataclass(frozen=True, slots=True)
class ClipRow:
    """One row of the table: where the sound is, what it is, and who made it under which licence."""

    file: Path
    category: str
    label: str
    licence: str
    attribution: str
    source: str


@dataclass(frozen=True, slots=True, eq=False)
class HeardClip:
    """A clip and its spectrograms (WINDOWS, spectral frames, BANDS) as float16."""

    row: ClipRow
    spectrogram: Tensor


def clip_rows(data: Path, split: str) -> list[ClipRow]:
    """The rows of one split ("train" or "valid"), in the table's order.

    Raises `MissingError` where the folder has no table, no such clips, or a table without the columns.
    """
    table = data / "metadata.csv"
    try:
        with table.open(newline="", encoding="utf-8") as lines:
            rows = list(csv.DictReader(lines))
    except FileNotFoundError:
        raise MissingError(f"{table} isn't there: give the folder that holds metadata.csv and audio/.") from None
    chosen = [row for row in rows if row.get("split") == split]
    if not chosen or not chosen[0].keys() >= _COLUMNS:
        raise MissingError(f"{table} names no {split} clips with the columns {', '.join(sorted(_COLUMNS))}.")
    return [_clip_row(data, row) for row in chosen]


def hear_clips(rows: list[ClipRow], on_clip: Callable[[], None]) -> list[HeardClip]:
    """Read every clip and hear it. Raises `AudioFileError` for a file that is no audio."""
    clips = []
    for row in rows:
        clips.append(HeardClip(row, heard(read_sound(row.file)).half()))
        on_clip()
    return clips


def _clip_row(data: Path, row: dict[str, str]) -> ClipRow:
    return ClipRow(
        file=data / row["file"],
        category=row["category"],
        label=row["label"],
        licence=row["licence"],
        attribution=row["attribution"],
        source=row["source_url"] or row["source_repo"],
    )
