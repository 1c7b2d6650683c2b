"""The clips of a folder as the ear hears them, each once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from torch import Tensor

from engine.models.ear.hearing import heard
from engine.training.codec.reading import Row, read_rows, read_samples
from engine.training.words.sounds import SoundFacts, Sounds, gathered

_LISTENERS = 2


def listen(data: Path, on_clip: Callable[[int, int], None] = lambda done, total: None) -> Sounds:
    """All clips of a folder, about a minute for the pack; `on_clip` is told how many of how many are heard.

    Raises `MissingError` without clips of both splits, `AudioFileError` for a file that is no audio.
    """
    rows = read_rows(data)
    spectrograms: list[Tensor] = []
    with ThreadPoolExecutor(_LISTENERS) as listeners:
        for spectrogram in listeners.map(lambda row: heard(read_samples(data / row["file"])).half(), rows):
            spectrograms.append(spectrogram)
            on_clip(len(spectrograms), len(rows))
    return gathered(spectrograms, [facts_of(row) for row in rows])


def facts_of(row: Row) -> SoundFacts:
    """What a row of the table says of its clip. A set without notes may lack that column."""
    return SoundFacts(
        caption=row["caption"],
        label=row["label"],
        tags=tuple(tag for tag in row["tags"].split(";") if tag),
        category=row["category"],
        pitch=int(row["pitch"]) if row.get("pitch") else None,
        valid=row["split"] == "valid",
    )
