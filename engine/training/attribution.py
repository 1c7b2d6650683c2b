"""The list of those whose clips a model learned from; it travels with the weights."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from engine.training.clips import Clip

_HEAD = """# Who made the sounds that this model learned from

The weights beside this file were trained on the clips below. No audio is in the weights; the table in them holds the
captions, and for every clip the mean and the variance of its place in the model's latent space. All clips were
changed: mono, trimmed, cut, normalised.

| clips | licence | attribution | source |
|---|---|---|---|
"""


def write_attribution(path: Path, clips: Sequence[Clip]) -> None:
    """Write a table with a row for every author, licence and source, and the number of clips."""
    credits = Counter((clip.attribution, clip.licence, clip.source) for clip in clips)
    rows = [
        f"| {count} | {licence} | {attribution} | {source} |"
        for (attribution, licence, source), count in sorted(credits.items())
    ]
    path.write_text(_HEAD + "\n".join(rows) + "\n", encoding="utf-8")
