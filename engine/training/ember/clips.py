"""The clips that items are made of: what their table says, and their sound when it is asked for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from engine.errors import MissingError
from engine.training.codec.reading import read_rows, read_samples


@dataclass(frozen=True, slots=True)
class ClipFacts:
    """A row of the table; `note` is a MIDI note, None where it isn't known."""

    caption: str
    label: str
    category: str
    note: float | None
    valid: bool


@dataclass(frozen=True, slots=True, eq=False)
class Clips:
    """Facts of each clip, and its samples (frames,), float32 mono at 44.1 kHz, by its number."""

    facts: Sequence[ClipFacts]
    samples_of: Callable[[int], Tensor]


def read_clips(data: Path) -> Clips:
    """The clips of a folder with metadata.csv, read one by one; raises `MissingError` where it has none to train on."""
    rows = read_rows(data)
    if not any(row["split"] == "train" for row in rows):
        raise MissingError(f"{data / 'metadata.csv'} names no train clips: give the folder that holds some.")
    return Clips(
        [facts_of(row) for row in rows], lambda number: torch.from_numpy(read_samples(data / rows[number]["file"]))
    )


def facts_of(row: Mapping[str, str]) -> ClipFacts:
    """What a row says."""
    note = row.get("pitch") or None
    return ClipFacts(
        caption=row["caption"],
        label=row["label"],
        category=row["category"],
        note=None if note is None else float(note),
        valid=row["split"] == "valid",
    )
