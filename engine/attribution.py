"""The list of those whose clips a model learned from; it travels with the model's weights."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

_HEAD = """# Who made the sounds that {model} learned from

The weights beside this file were trained on the clips below. {weights_hold} All clips were changed: mono, trimmed, cut,
normalised.

| clips | licence | attribution | source |
|---|---|---|---|
"""


class Credit(NamedTuple):
    """Whom a clip is from, under which licence, and where it was found."""

    attribution: str
    licence: str
    source: str


def write_attribution(path: Path, model: str, weights_hold: str, credits: Iterable[Credit]) -> None:
    """Write a table with a row for every author, licence and source, and the number of clips.

    `weights_hold` is a sentence that says what of the clips is in the weights.
    """
    rows = [
        f"| {count} | {credit.licence} | {credit.attribution} | {credit.source} |"
        for credit, count in sorted(Counter(credits).items())
    ]
    head = _HEAD.format(model=model, weights_hold=weights_hold)
    path.write_text(head + "\n".join(rows) + "\n", encoding="utf-8")
