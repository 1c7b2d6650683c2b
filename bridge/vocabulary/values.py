"""From what came over OSC to the value that an argument takes, or to why it can't be. Pure."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Never

from bridge.vocabulary.arguments import (
    LARGEST_NUMBER,
    LONGEST_TEXT,
    LONGEST_WORD,
    MOST_NUMBERS,
    MOST_SPANS,
    Argument,
    Kind,
    Name,
)
from bridge.vocabulary.numbers import as_typed, is_whole, plain

LONGEST_SHOWN = 60


class Unfit(Exception):
    """A value that an argument doesn't take: `str(unfit)` says what was expected, `code` is key, type or range."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


def value_of(argument: Argument, values: Sequence[object]) -> object:
    """The value of an argument: of all there is for a text or for numbers, else of the first thing. Raises `Unfit`."""
    match argument.kind:
        case Kind.TEXT:
            return _text(argument, values)
        case Kind.NUMBERS:
            return _numbers(argument, values)
        case Kind.SPANS:
            return _spans(argument, values)
        case Kind.NAME:
            return _name(argument, values[0])
        case Kind.WHOLE:
            return int(_number(argument, values[0], whole=True))
        case Kind.NUMBER:
            return _number(argument, values[0], whole=False)
        case Kind.FLAG:
            value = values[0]
            return bool(_number(argument, int(value) if isinstance(value, bool) else value, whole=True))
        case Kind.WORD:
            return _word(argument, values[0])


def article(kind: Kind) -> str:
    """A kind inside a sentence."""
    return kind.value if kind in (Kind.FLAG, Kind.TEXT, Kind.NUMBERS) else f"a {kind.value}"


def span_of(text: str) -> tuple[object, ...]:
    """What a text says as numbers, where all of its words are some.

    >>> span_of("0.5 0.75"), span_of("soon")
    ((0.5, 0.75), ('soon',))
    """
    try:
        return tuple(float(word) for word in text.split())
    except ValueError:
        return (text,)


def shown(value: object) -> str:
    """A value inside a sentence: short, and on one line."""
    match value:
        case bool() | None:
            return str(value)
        case int() | float():
            return plain(value)
        case str():
            return f"the word {short(value)}" if value else "an empty word"
        case bytes():
            return f"{len(value)} bytes"
        case _:
            return "a list"


def short(text: str) -> str:
    """The beginning of a text, with what can't be printed written out."""
    return (text if text.isprintable() else ascii(text))[:LONGEST_SHOWN]


def _text(argument: Argument, values: Sequence[object]) -> str:
    words = " ".join(_words(argument, value) for value in values).strip()
    if not words:
        raise Unfit("key", f"{argument.name} needs words behind it: {argument.says}.")
    return _at_most(LONGEST_TEXT, argument, words)


def _name(argument: Argument, value: object) -> Name:
    if isinstance(value, (int, float)) and not isinstance(value, bool) and is_whole(value):
        return int(value)
    if isinstance(value, str) and 0 < len(value) <= LONGEST_WORD and value.isprintable():
        return value
    return _refuse_kind(argument, value)


def _number(argument: Argument, value: object, *, whole: bool) -> float:
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not math.isfinite(value):
        return _refuse_kind(argument, value)
    number = as_typed(value)
    if whole and not number.is_integer():
        return _refuse_kind(argument, value)
    if not argument.low <= number <= argument.high:
        unit = f" {argument.unit}" if argument.unit else ""
        wanted = f"{plain(argument.low)} to {plain(argument.high)}{unit}"
        raise Unfit("range", f"{argument.name} is {wanted}, not {plain(value)}.")
    return number


def _numbers(argument: Argument, values: Sequence[object]) -> tuple[float, ...]:
    if not 0 < len(values) <= MOST_NUMBERS:
        raise Unfit("range", f"{argument.name} are 1 to {MOST_NUMBERS} numbers; {len(values)} came.")
    single = replace(argument, low=-LARGEST_NUMBER, high=LARGEST_NUMBER)
    return tuple(_number(single, value, whole=False) for value in values)


def _spans(argument: Argument, values: Sequence[object]) -> tuple[tuple[float, float], ...]:
    """Pairs of a start and an end; one text may hold them all, as a recipe does."""
    numbers = span_of(values[0]) if len(values) == 1 and isinstance(values[0], str) else tuple(values)
    found = [_number(argument, value, whole=False) for value in numbers]
    if len(found) % 2 or not 0 < len(found) <= 2 * MOST_SPANS:
        raise Unfit("key", f"{argument.name} needs a start and an end in seconds behind it: {argument.says}.")
    return tuple(zip(found[::2], found[1::2], strict=True))


def _word(argument: Argument, value: object) -> str:
    word = _at_most(LONGEST_WORD, argument, _words(argument, value))
    if argument.words and word not in argument.words:
        raise Unfit("range", f"{argument.name} is {' or '.join(argument.words)}, not {shown(value)}.")
    return word if word.isprintable() else _refuse_kind(argument, value)


def _words(argument: Argument, value: object) -> str:
    if isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value):
        return plain(value)
    return value if isinstance(value, str) else _refuse_kind(argument, value)


def _at_most(longest: int, argument: Argument, text: str) -> str:
    if len(text) > longest:
        raise Unfit("range", f"{argument.name} is at most {longest} characters; {len(text)} came.")
    return text


def _refuse_kind(argument: Argument, value: object) -> Never:
    raise Unfit("type", f"{argument.name} is {article(argument.kind)}, not {shown(value)}.")
