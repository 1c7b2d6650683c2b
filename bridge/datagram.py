"""From the bytes of a datagram to OSC messages, on python-osc's codec (OSC 1.0 with the 1.1 types). Pure.

python-osc passes over type tags that it doesn't know without passing over their bytes, so that all that follows
comes out wrong; such a message is refused here before it is read. Bundles are walked here, so that their depth is
bounded and each message keeps its own time tag.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from pythonosc.osc_message import OscMessage, ParseError
from pythonosc.osc_message_builder import BuildError, OscMessageBuilder

KNOWN_TAGS = frozenset("ifsbhdtTFNrm[]")
DEEPEST_BUNDLE = 8
_BUNDLE = b"#bundle\0"
_SECONDS_FROM_1900_TO_1970 = 2_208_988_800


class MalformedDatagram(ValueError):
    """A datagram that is no OSC; the text says why."""


@dataclass(frozen=True, slots=True)
class Message:
    """An address, its arguments, and when it is due as seconds since 1970, None for at once."""

    address: str
    values: tuple[object, ...]
    due: float | None = None


def read_datagram(data: bytes) -> list[Message]:
    """All messages of a datagram in their order. Raises `MalformedDatagram`.

    >>> read_datagram(write_message("/ping", [17]))
    [Message(address='/ping', values=(17,), due=None)]
    """
    return list(_elements(data, None, 0))


def write_message(address: str, values: list[int | float | str]) -> bytes:
    """The datagram of one message, with only the types i f s; text that is no Unicode has its odd parts replaced."""
    builder = OscMessageBuilder(address)
    for value in values:
        if isinstance(value, str):
            builder.add_arg(_clean(value), "s")
        else:
            builder.add_arg(value, "i" if isinstance(value, int) else "f")
    try:
        return builder.build().dgram
    except BuildError as error:
        raise ValueError(f"{address} can't be written as OSC: {error}") from error


def _clean(text: str) -> str:
    return text.replace("\0", " ").encode("utf-8", "replace").decode()


def _elements(data: bytes, due: float | None, depth: int) -> Iterator[Message]:
    if not data.startswith(_BUNDLE):
        yield _message(data, due)
        return
    if depth == DEEPEST_BUNDLE:
        raise MalformedDatagram(f"bundles stand in each other more than {DEEPEST_BUNDLE} deep")
    if len(data) < 16:
        raise MalformedDatagram("a bundle ends before its time tag")
    due = _due(data[8:16])
    for element in _parts(data[16:]):
        yield from _elements(element, due, depth + 1)


def _parts(data: bytes) -> Iterator[bytes]:
    position = 0
    while position < len(data):
        if len(data) - position < 4:
            raise MalformedDatagram("a bundle's element ends before its size")
        (size,) = struct.unpack_from(">i", data, position)
        if not 0 < size <= len(data) - position - 4:
            raise MalformedDatagram("a bundle's element has a size that can't be")
        yield data[position + 4 : position + 4 + size]
        position += 4 + size


def _due(tag: bytes) -> float | None:
    """An NTP time tag as seconds since 1970; tag 1 means at once."""
    seconds, fraction = struct.unpack(">II", tag)
    if (seconds, fraction) == (0, 1):
        return None
    return float(seconds - _SECONDS_FROM_1900_TO_1970 + fraction / 2**32)


def _message(data: bytes, due: float | None) -> Message:
    _check_tags(data)
    try:
        message = OscMessage(data)
        return Message(message.address, tuple(message.params), due)
    except (ParseError, ValueError, IndexError, OverflowError, struct.error) as error:
        raise MalformedDatagram(f"it can't be read as OSC ({error})") from error


def _check_tags(data: bytes) -> None:
    if not data.startswith(b"/") or len(data) % 4:
        raise MalformedDatagram("an OSC message begins with / and is a multiple of 4 bytes long")
    end = data.find(b"\0")
    tags_start = end + 4 - end % 4
    if end < 0 or (tags_start < len(data) and data[tags_start : tags_start + 1] != b","):
        raise MalformedDatagram("an OSC message has type tags behind its address")
    tags = data[tags_start + 1 : data.find(b"\0", tags_start)].decode("latin-1")
    unknown = sorted(set(tags) - KNOWN_TAGS)
    if unknown:
        raise MalformedDatagram(f"it has the type {unknown[0]!a}; i f s b h d t T F N r m and arrays are read")
