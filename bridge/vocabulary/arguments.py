"""The kinds of arguments, and how a dataclass field says its kind, unit, range and sentence.

A request or event is a frozen dataclass whose fields were made here; parser, error texts, README and patches read
what they say with `arguments_of`.
"""

from collections.abc import Iterator
from dataclasses import MISSING, Field, dataclass, field, fields
from enum import Enum
from typing import Any

Name = str | int
"""A job's name: a word or a whole number; 1 and 1.0 are one name."""

LONGEST_TEXT = 10_000
LONGEST_WORD = 200
LARGEST_WHOLE = 2**31 - 1
LARGEST_NUMBER = 1e9
MOST_NUMBERS = 64
MOST_SPANS = 64
LONGEST_SPAN_SECONDS = 3600
MOST_TAKES = 64
LARGEST_SEED = LARGEST_WHOLE - MOST_TAKES
"""What may be asked for, so that the seeds of all takes of a job are whole numbers of OSC."""


class Kind(Enum):
    """What may stand where an argument is wanted; the value is how a person calls it."""

    NAME = "word or whole number"
    WHOLE = "whole number"
    NUMBER = "number"
    NUMBERS = "numbers"
    SPANS = "start and end"
    FLAG = "0 or 1"
    WORD = "word"
    TEXT = "words"


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a verb or event: its name, kind, range (both ends included), unit, default and sentence."""

    name: str
    kind: Kind
    says: str
    positional: bool
    required: bool
    default: object
    low: float
    high: float
    unit: str
    words: tuple[str, ...] = ()


def name(says: str) -> Any:
    """A job's name; always the first argument, always needed."""
    return field(metadata=_said(Kind.NAME, says, positional=True))


def first(kind: Kind, says: str, default: Any = MISSING, low: float = 0, high: float = LARGEST_WHOLE) -> Any:
    """An argument with a place instead of a key; needed unless it has a default."""
    return field(default=default, metadata=_said(kind, says, positional=True, low=low, high=high))


def whole(says: str, default: Any = MISSING, low: float = 0, high: float = LARGEST_WHOLE, unit: str = "") -> Any:
    """A whole number by key; whole floats are taken too, because Pd sends floats only."""
    return field(default=default, metadata=_said(Kind.WHOLE, says, low=low, high=high, unit=unit))


def number(says: str, default: Any = MISSING, low: float = 0.0, high: float = 1.0, unit: str = "") -> Any:
    """A finite number by key."""
    return field(default=default, metadata=_said(Kind.NUMBER, says, low=low, high=high, unit=unit))


def flag(says: str, default: bool = False) -> Any:
    """0 or 1 by key."""
    return field(default=default, metadata=_said(Kind.FLAG, says, high=1))


def word(says: str, default: Any = "") -> Any:
    """One word by key."""
    return field(default=default, metadata=_said(Kind.WORD, says))


def text(says: str, default: Any = "") -> Any:
    """Words by key: everything up to the verb's next text key or the end, because Pd has no quotes."""
    return field(default=default, metadata=_said(Kind.TEXT, says))


def spans(says: str) -> Any:
    """Starts and ends in seconds by key, which may stand several times with two numbers each; needed."""
    return field(metadata=_said(Kind.SPANS, says, high=LONGEST_SPAN_SECONDS, unit="s"))


def choice(says: str, default: Any, *words: str) -> Any:
    """One of a few words by key."""
    return field(default=default, metadata=_said(Kind.WORD, says) | {"words": (default, *words)})


def needed_text(says: str) -> Any:
    """Words by key that the verb can't do without."""
    return text(says, MISSING)


def _said(
    kind: Kind, says: str, *, positional: bool = False, low: float = 0, high: float = LARGEST_WHOLE, unit: str = ""
) -> dict[str, object]:
    return {"kind": kind, "says": says, "positional": positional, "low": low, "high": high, "unit": unit}


def arguments_of(message: type) -> tuple[Argument, ...]:
    """The arguments of a request or event class, in their order.

    >>> from bridge.vocabulary.requests import Cancel
    >>> [argument.name for argument in arguments_of(Cancel)]
    ['job']
    """
    return tuple(_arguments(message))


def _arguments(message: Any) -> Iterator[Argument]:
    """What has a place first, then what is the message's own, then what it shares with others."""
    places = {own: place for place, own in enumerate(message.__annotations__)}

    def place_of(said: Field[Any]) -> tuple[bool, int]:
        return not said.metadata["positional"], places.get(said.name, len(places))

    for said in sorted(fields(message), key=place_of):
        default = said.default
        required = default is MISSING
        yield Argument(name=said.name, required=required, default=None if required else default, **said.metadata)
