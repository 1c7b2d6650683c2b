"""What is said of the clips that are learned from: words, pitch and length, without their sound."""

from dataclasses import dataclass
from pathlib import Path

from engine.errors import MissingError
from engine.training.codec.reading import Row, read_rows

DIGITS = "spoken_digits"


@dataclass(frozen=True, slots=True)
class ClipWords:
    """A row of the pack's table: what is known of a clip. `midi_note` is None where it has no known pitch."""

    caption: str
    label: str
    tags: tuple[str, ...]
    category: str
    midi_note: int | None
    seconds: float


def read_clip_words(data: Path) -> tuple[ClipWords, ...]:
    """Those of the training clips alone; raises `MissingError` where a folder has none."""
    clips = tuple(clip_words(row) for row in read_rows(data) if row["split"] == "train")
    if not clips:
        raise MissingError(f"{data / 'metadata.csv'} names no training clips: give a folder that has some.")
    return clips


def clip_words(row: Row) -> ClipWords:
    """What a row says; a table without pitches or lengths is one in which none is known."""
    pitch = row.get("pitch") or ""
    return ClipWords(
        caption=row["caption"],
        label=row["label"],
        tags=tuple(tag for tag in row["tags"].split(";") if tag),
        category=row["category"],
        midi_note=round(float(pitch)) if pitch else None,
        seconds=float(row.get("duration_s") or 1.0),
    )
