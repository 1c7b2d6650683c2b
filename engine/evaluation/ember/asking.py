"""One clip that is asked of a model while it is measured: the words, the length, and the seed, once and for all.

A seed follows from what is asked for and a number, so that more clips begin with the fewer ones, and nothing is ever
chosen among several.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from engine.models.words.controls import Controls, with_controls
from engine.models.words.saying import said
from engine.tasks import Follows
from engine.training.codec.reading import Row

SHORTEST_SECONDS = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """`group` is the figure that it serves, `name` what is asked for there, `number` which of that from 0 on.

    `file` names the validation clip, by its row in the table, that words and length come from; "" without one.
    `amount` is how far a variation of that clip goes, None for what is no variation. `follows` is what its middle third
    is made like, where that is made anew.
    """

    group: str
    name: str
    number: int
    prompt: str
    seconds: float
    controls: Controls = field(default_factory=Controls)
    file: str = ""
    amount: float | None = None
    follows: Follows = "around"

    @property
    def seed(self) -> int:
        return zlib.crc32(f"{self.group}/{self.name}/{self.number}".encode())


def words_of(asked: Asked) -> str:
    """What the model reads: the prompt as a person's is said, behind the tokens of what is set."""
    return with_controls(said(asked.prompt), asked.controls)


def asked_of_rows(group: str, name: str, rows: Sequence[Row], count: int, longest_seconds: float) -> list[Asked]:
    """So many clips by the captions and the lengths of validation clips: each in turn, in an order that stays."""
    turns = in_order(rows, name)
    return [
        Asked(
            group=group,
            name=name,
            number=number,
            prompt=turns[number % len(turns)]["caption"],
            seconds=seconds_of(turns[number % len(turns)], longest_seconds),
            file=turns[number % len(turns)]["file"],
        )
        for number in range(count if turns else 0)
    ]


def in_order(rows: Sequence[Row], name: str) -> list[Row]:
    """The rows in an order drawn for a name, the same each time."""
    return Random(name).sample(list(rows), len(rows))


def seconds_of(row: Row, longest_seconds: float) -> float:
    """The length of a clip, at most what the model makes; of a table without lengths a second."""
    return min(max(float(row.get("duration_s") or 1.0), SHORTEST_SECONDS), longest_seconds)
