"""The clips that items are made of: what their table says, and their sound when it is asked for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from engine.errors import MissingError
from engine.training.codec.pack.file import read_file
from engine.training.codec.pack.unpacking import read_pack


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
    # Here, since a machine that has a pack may have no library for files of sound.
    from engine.training.codec.reading import read_rows, read_samples

    rows = read_rows(data)
    if not any(row["split"] == "train" for row in rows):
        raise MissingError(f"{data / 'metadata.csv'} names no train clips: give the folder that holds some.")
    return Clips(
        [facts_of(row) for row in rows], lambda number: torch.from_numpy(read_samples(data / rows[number]["file"]))
    )


def read_packed_clips(path: Path) -> Clips:
    """The clips of a pack, all of them in memory; raises `MissingError` and `ModelError` as reading a pack does."""
    corpus = read_pack(path)
    return Clips([facts_of(row) for row in read_file(path).rows], corpus.clip)


def facts_of(row: Mapping[str, str]) -> ClipFacts:
    """What a row says; in a pack, what is empty isn't there."""
    note = row.get("pitch") or None
    return ClipFacts(
        caption=row.get("caption", row["label"]),
        label=row["label"],
        category=row["category"],
        note=None if note is None else float(note),
        valid=row["split"] == "valid",
    )
