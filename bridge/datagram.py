"""From the bytes of a datagram to OSC messages, on python-osc's codec (OSC 1.0 with the 1.1 types). Pure.

python-osc passes over type tags that it doesn't know without passing over their bytes, reads a cut float as a whole
one and a blob of negative size backwards; so a message's sizes are added up here before it is read. Bundles are walked
here, so that their depth is bounded and each message keeps its own time tag.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from pythonosc.osc_message import OscMessage, ParseError
from pythonosc.parsing.osc_types import BuildError, write_float, write_int, write_string

DEEPEST_BUNDLE = 8
DEEPEST_ARRAY = 8
_BYTES_OF_TAG = dict.fromkeys("ifrm", 4) | dict.fromkeys("hdt", 8) | dict.fromkeys("TFN[]", 0)
_LARGEST_INTEGER = 2**31 - 1
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
    """The datagram of one message, with only the types i f s; text that is no Unicode has its odd parts replaced.

    A whole number beyond 32 bits becomes the nearest within: a counter stands still rather than not being sent.
    """
    tags = "," + "".join(map(_tag, values))
    try:
        return b"".join((write_string(address), write_string(tags), *map(_written, values)))
    except (BuildError, OverflowError) as error:
        raise ValueError(f"{address} can't be written as OSC: {error}") from error


def _tag(value: int | float | str) -> str:
    return "s" if isinstance(value, str) else "i" if isinstance(value, int) else "f"


def _written(value: int | float | str) -> bytes:
    if isinstance(value, str):
        return write_string(_clean(value))
    if isinstance(value, int):
        return write_int(max(-_LARGEST_INTEGER - 1, min(value, _LARGEST_INTEGER)))
    return write_float(value)


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
    due = _later(due, _due(data[8:16]))
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


def _later(outer: float | None, inner: float | None) -> float | None:
    """A bundle inside of another is never due before that."""
    return inner if outer is None else max(outer, inner or 0.0)


def _message(data: bytes, due: float | None) -> Message:
    if not data.startswith(b"/") or len(data) % 4:
        raise MalformedDatagram("an OSC message begins with / and is a multiple of 4 bytes long")
    tags_start = _end_of_string(data, 0)
    if tags_start < len(data):
        _check_arguments(data, tags_start)
    try:
        message = OscMessage(data)
        return Message(message.address, tuple(message.params), due)
    except (ParseError, ValueError, IndexError, OverflowError, struct.error) as error:
        raise MalformedDatagram(f"it can't be read as OSC ({error})") from error


def _check_arguments(data: bytes, tags_start: int) -> None:
    if data[tags_start : tags_start + 1] != b",":
        raise MalformedDatagram("an OSC message has type tags behind its address")
    position = _end_of_string(data, tags_start)
    tags = data[tags_start + 1 : position].rstrip(b"\0").decode("latin-1")
    depth = 0
    for tag in tags:
        depth += (tag == "[") - (tag == "]")
        if not 0 <= depth <= DEEPEST_ARRAY:
            raise MalformedDatagram(f"its arrays are not closed, or stand in each other more than {DEEPEST_ARRAY} deep")
        position = _end_of_argument(data, tag, position)
    if depth or position != len(data):
        raise MalformedDatagram("its arguments are longer or shorter than its type tags say")


def _end_of_argument(data: bytes, tag: str, start: int) -> int:
    if tag == "s":
        return _end_of_string(data, start)
    if tag == "b":
        return start + 4 + _blob_bytes(data, start)
    if tag in _BYTES_OF_TAG:
        return start + _BYTES_OF_TAG[tag]
    raise MalformedDatagram(f"it has the type {tag!a}; i f s b h d t T F N r m and arrays are read")


def _end_of_string(data: bytes, start: int) -> int:
    """The first byte behind a string and its padding to a multiple of 4."""
    end = data.find(b"\0", start)
    if end < 0:
        raise MalformedDatagram("a text in it has no end")
    return end + 4 - end % 4


def _blob_bytes(data: bytes, start: int) -> int:
    """Bytes of the blob whose size stands there, with its padding."""
    if start + 4 > len(data):
        raise MalformedDatagram("a blob in it ends before its size")
    (size,) = struct.unpack_from(">i", data, start)
    if size < 0:
        raise MalformedDatagram("a blob in it has a negative size")
    return int(size + -size % 4)
