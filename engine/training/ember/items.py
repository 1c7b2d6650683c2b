"""What is known of each sound that the generator learns from."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

Kind = Literal["one", "and", "then"]
"""A clip alone, two at once, or one after the other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One sound of the cache: `clip` and, of two, `other` count rows of the table of clips.

    `label` and `category` are those of `clip`; `caption` tells of both.
    `variant` 0 is a clip as it is. `note` is the MIDI note that sounds, in fractions, after transposition. `columns`
    may be more than the sound: silence after it is in the cache as it was encoded. `descriptors` are what was measured.
    """

    clip: int
    variant: int
    kind: Kind = "one"
    other: int | None = None
    note: float | None
    seconds: float
    columns: int
    caption: str
    label: str
    category: str
    valid: bool
    descriptors: tuple[float, ...] | None = None


def packed(item: Item) -> dict[str, Any]:
    """An item as JSON has it."""
    return asdict(item)


def unpacked(content: dict[str, Any]) -> Item:
    """An item from JSON; raises `TypeError` for something else."""
    descriptors = content["descriptors"]
    return Item(**content | {"descriptors": None if descriptors is None else tuple(descriptors)})
