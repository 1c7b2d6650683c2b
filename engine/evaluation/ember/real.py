"""What the judge says of real clips, kept beside the generated ones, since hearing thousands takes minutes."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.evaluation.judge.judge import Judge, Rows, Verdicts
from engine.evaluation.sounds import read_sound
from engine.training.codec.reading import Row


@dataclass(frozen=True, slots=True, eq=False)
class RealClips:
    """Rows of the table and a verdict on each, of one split."""

    rows: Sequence[Row]
    verdicts: Verdicts

    def of(self, column: str, name: str) -> Rows:
        """The embeddings of the clips that have this name in this column."""
        return self.verdicts.embeddings[[row[column] == name for row in self.rows]]

    def at(self, files: Sequence[str]) -> Rows:
        """The embeddings of these files, in their order."""
        places = {row["file"]: number for number, row in enumerate(self.rows)}
        return self.verdicts.embeddings[[places[file] for file in files]]


def hear_real(data: Path, rows: Sequence[Row], judge: Judge, cache: Path, on_clip: Callable[[], None]) -> RealClips:
    """Hear clips of a folder, or remember what was heard; `on_clip` is called for each. Raises `AudioFileError`."""
    told = (judge.sha256, str(data.resolve()), [row["file"] for row in rows])
    key = hashlib.sha256(repr(told).encode()).hexdigest()[:12]
    file = cache / f"real-{key}.npz"
    if file.exists():
        for _ in rows:
            on_clip()
        with np.load(file, allow_pickle=False) as kept:
            return RealClips(rows, Verdicts(kept["embeddings"], kept["categories"], kept["labels"]))
    heard = judge.hear((read_sound(data / row["file"]) for row in rows), on_clip)
    cache.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(".part")
    with part.open("wb") as content:
        np.savez(content, embeddings=heard.embeddings, categories=heard.categories, labels=heard.labels)
    part.replace(file)
    return RealClips(rows, heard)
