"""The list of those whose clips the judge learned from; it travels with its weights."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from engine.evaluation.judge.clips import ClipRow

_HEAD = """# Who made the sounds that the judge learned from

The weights beside this file were trained on the clips below. No audio is in them. All clips were changed: mono,
trimmed, cut, normalised.

| clips | licence | attribution | source |
|---|---|---|---|
"""


def write_attribution(path: Path, clips: Sequence[ClipRow]) -> None:
    """Write a table with a row for every author, licence and source, and the number of clips."""
    credits = Counter((clip.attribution, clip.licence, clip.source) for clip in clips)
    lines = [
        f"| {count} | {licence} | {attribution} | {source} |"
        for (attribution, licence, source), count in sorted(credits.items())
    ]
    path.write_text(_HEAD + "\n".join(lines) + "\n", encoding="utf-8")
