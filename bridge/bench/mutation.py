"""Datagrams that nobody should send: messages of the vocabulary, changed a little here and there. Pure.

A seed gives the same datagrams again. Each is made in a few microseconds, so that the one who sends them isn't slower
than the one who must bear them.
"""

import random
import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from bridge.datagram import write_message
from bridge.vocabulary import VERBS, Argument, Kind

EDGES = (
    *(struct.pack(">i", number) for number in (0, 1, -1, 63, 64, 65, 2**31 - 1, -(2**31))),
    *(struct.pack(">f", number) for number in (0.0, -0.0, 1.0, 1e-45, 3.4e38, -3.4e38)),
    *(bytes.fromhex(bits) for bits in ("7f800000", "ff800000", "7fc00000", "ffffffff", "2c000000", "2f000000")),
    *(b",ifs", b"bdhT", b"FNI[", b"]rmt", b"#bun", b"dle\0"),
)
"""Four bytes each: numbers at the edges of their types, infinities, no numbers, type tags, beginnings."""
_IMMEDIATELY = struct.pack(">II", 0, 1)
_MOST_CHANGES = 2
_LONGEST_BYTES = 4096
_NOWHERE = "nowhere"

T = TypeVar("T")
Change = Callable[[bytes, random.Random, list[bytes]], bytes]


def mutations(seed: int) -> Iterator[bytes]:
    """Datagrams without end."""
    chance = random.Random(seed)
    parents = sensible_datagrams()
    while True:
        data = _one_of(parents, chance)
        for _ in range(1 + int(chance.random() * _MOST_CHANGES)):
            data = _one_of(_CHANGES, chance)(data, chance, parents)
        yield data[:_LONGEST_BYTES]


def sensible_datagrams() -> list[bytes]:
    """Every verb with no keys and with each of its keys; models and files that are named aren't there."""
    datagrams = []
    for row in VERBS:
        places = [_fitting(argument) for argument in row.arguments if argument.positional]
        # A text takes all that follows, so texts come last.
        keyed = sorted((each for each in row.arguments if not each.positional), key=lambda each: each.kind is Kind.TEXT)
        needed = [argument for argument in keyed if argument.required]
        # Without a model that isn't there a job would be made, and fill the disk.
        model = ["model", _NOWHERE] if "model" in [argument.name for argument in keyed] else []
        datagrams.append(write_message(row.address, [*places, *model, *_said(needed)]))
        for argument in keyed:
            if not argument.required and argument.name != "model":
                said = _said(each for each in keyed if each.required or each is argument)
                datagrams.append(write_message(row.address, [*places, *model, *said]))
    return datagrams


def _said(arguments: Iterable[Argument]) -> list[int | float | str]:
    return [word for argument in arguments for word in (argument.name, _fitting(argument))]


def _fitting(argument: Argument) -> int | float | str:
    match argument.kind:
        case Kind.NAME | Kind.WORD | Kind.TEXT:
            return argument.words[0] if argument.words else _NOWHERE
        case Kind.SPANS:
            return "0.5 0.75"
        case Kind.NUMBER:
            return float(argument.low)
        case _:
            return int(argument.low)


def _one_of(values: Sequence[T], chance: random.Random) -> T:
    return values[int(chance.random() * len(values))]


def _place(data: bytes, chance: random.Random) -> int:
    return int(chance.random() * len(data))


def _word_place(data: bytes, chance: random.Random) -> int:
    return int(chance.random() * len(data)) & ~3


def _other_byte(data: bytes, chance: random.Random, _: list[bytes]) -> bytes:
    place = _place(data, chance)
    return data[:place] + bytes((int(chance.random() * 256),)) + data[place + 1 :]


def _edge(data: bytes, chance: random.Random, _: list[bytes]) -> bytes:
    place = _word_place(data, chance)
    return data[:place] + _one_of(EDGES, chance) + data[place + 4 :]


def _inserted(data: bytes, chance: random.Random, _: list[bytes]) -> bytes:
    place = _word_place(data, chance)
    return data[:place] + _one_of(EDGES, chance) + data[place:]


def _left_out(data: bytes, chance: random.Random, _: list[bytes]) -> bytes:
    place = _word_place(data, chance)
    return data[:place] + data[place + 4 :]


def _cut(data: bytes, chance: random.Random, _: list[bytes]) -> bytes:
    return data[: _place(data, chance)]


def _spliced(data: bytes, chance: random.Random, parents: list[bytes]) -> bytes:
    other = _one_of(parents, chance)
    return data[: _word_place(data, chance)] + other[_word_place(other, chance) :]


def _twice(data: bytes, chance: random.Random, _: list[bytes]) -> bytes:
    place = _word_place(data, chance)
    return data[:place] + data[: _LONGEST_BYTES // 2]


def _bundled(data: bytes, chance: random.Random, parents: list[bytes]) -> bytes:
    tag = _IMMEDIATELY if chance.random() < 0.9 else chance.randbytes(8)
    parts = (data, _one_of(parents, chance))
    return b"#bundle\0" + tag + b"".join(struct.pack(">i", len(part)) + part for part in parts)


def _noise(_: bytes, chance: random.Random, parents: list[bytes]) -> bytes:
    return chance.randbytes(int(chance.random() * 64))


_CHANGES: tuple[Change, ...] = (
    *(_other_byte, _other_byte, _edge, _edge, _edge, _inserted, _left_out, _cut, _spliced, _twice, _bundled, _noise),
)
