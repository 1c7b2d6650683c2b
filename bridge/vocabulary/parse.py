"""From an address and its arguments to a request, or to a refusal that says what was expected. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import pairwise
from typing import Never

from bridge.vocabulary.arguments import LONGEST_WORD, Argument, Kind, Name
from bridge.vocabulary.numbers import is_whole
from bridge.vocabulary.requests import Request
from bridge.vocabulary.table import FORMS, REPLY, VERB_BY_ADDRESS, Row
from bridge.vocabulary.values import LONGEST_SHOWN, Unfit, article, short, shown, value_of
from engine import WarmtoneError


class Refused(WarmtoneError):
    """A request that can't be served: nothing has changed. `about` is the job's name, or the address."""

    def __init__(self, about: Name, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.about = about
        self.code = code  # type: ignore[misc]  # a refusal's word depends on what was wrong with it


@dataclass(frozen=True, slots=True)
class Parsed:
    """A request, and the port that its sender wants the answer at, if it named one."""

    request: Request
    reply: int | None


def parse(address: str, values: Sequence[object]) -> Parsed:
    """Read a message. Raises `Refused` with code address, key, type or range.

    >>> parse("/take/play", [3.0, "reply", 9000])
    Parsed(request=PlayTake(take=3, gain=0.0, loop=False, output=1, start=0.0), reply=9000)
    >>> parse("/take/stop", [3, "fad", 2])
    Traceback (most recent call last):
    bridge.vocabulary.parse.Refused: /take/stop has no key fad (fade?); it has fade, reply.
    """
    row = VERB_BY_ADDRESS.get(address)
    if row is None:
        raise Refused(address[:LONGEST_WORD], "address", _unknown_address(address))
    reader = _Reader(row, address)
    reader.read_keys(reader.read_places(values))
    reply = reader.found.pop("reply", None)
    reader.check_complete()
    return Parsed(row.message(**reader.found), reply if isinstance(reply, int) else None)


def request_from(address: str, job: Name, found: Mapping[str, object]) -> Request:
    """A job's request from values by key, as a recipe holds them. Raises `Refused` as `parse` does.

    >>> request_from("/vary", "again", {"take": 12, "amount": 0.5})
    Vary(job='again', take=12, amount=0.5, count=1, seed=None, model='', play=False, prompt='')
    """
    row = VERB_BY_ADDRESS.get(address)
    if row is None:
        raise Refused(job, "address", _unknown_address(address))
    reader = _Reader(row, address)
    reader.read_places([job])
    reader.read_mapping(found)
    reader.check_complete()
    request: Request = row.message(**reader.found)
    return request


def _unknown_address(address: str) -> str:
    near = get_close_matches(short(address), VERB_BY_ADDRESS, 3, 0.4) or list(VERB_BY_ADDRESS)
    return f"There is no address {short(address)}; there are {', '.join(near)}."


class _Reader:
    """One message while it is read: what was found, and whom a refusal is addressed to."""

    def __init__(self, row: Row, address: str) -> None:
        self.row = row
        self.form = FORMS[row.message]
        self.about: Name = address
        self.found: dict[str, object] = {}

    def read_places(self, values: Sequence[object]) -> Sequence[object]:
        """Read the arguments that have a place; returns what follows them."""
        for index, argument in enumerate(self.form.places):
            if argument.kind is Kind.NUMBERS:
                end = _end_of_numbers(values, index)
                if end == index and not argument.required:
                    return values[index:]
                self.found[argument.name] = self._value(argument, values[index:end])
                return values[end:]
            if index == len(values) or (not argument.required and values[index] == REPLY.name):
                return values[index:]
            self.found[argument.name] = self._value(argument, values[index : index + 1])
            if argument.name == "job" and isinstance(value := self.found["job"], (str, int)):
                self.about = value
        return values[len(self.form.places) :]

    def read_keys(self, values: Sequence[object]) -> None:
        """Read key after key: a text key takes the words up to the next text key, any other one value or a span."""
        position = 0
        while position < len(values):
            argument = self._key(values[position])
            position += 1
            stop = self._end_of(argument, values, position)
            found = self._of_key(argument, values[position:stop])
            if argument.kind is Kind.SPANS:
                found = (*self.found.get(argument.name, ()), *found)  # type: ignore[misc]  # both are spans
            self.found[argument.name] = found
            position = stop

    def _end_of(self, argument: Argument, values: Sequence[object], position: int) -> int:
        """Where what belongs to a key ends."""
        if argument.kind is Kind.TEXT:
            return _end_of_text(values, position, self.form.texts)
        is_pair = argument.kind is Kind.SPANS and not any(isinstance(value, str) for value in values[position:][:1])
        return position + (2 if is_pair else 1)

    def read_mapping(self, found: Mapping[str, object]) -> None:
        """Read values that came by key and not in a row."""
        for key, value in found.items():
            argument = self._key(key)
            self.found[argument.name] = self._of_key(argument, [value])

    def check_complete(self) -> None:
        """Refuse a request that lacks what it needs."""
        for argument in self.form.needed:
            if argument.name not in self.found:
                self._refuse("key", f"{self.row.address} needs {argument.name}: {argument.says}.")

    def _key(self, value: object) -> Argument:
        keys = self.form.keys
        if not isinstance(value, str):
            self._refuse("key", f"{self.row.address} expected a key here, not {shown(value)}; it has {_list(keys)}.")
        if value not in keys:
            near = get_close_matches(value[:LONGEST_SHOWN], keys, 1)
            hint = f" ({near[0]}?)" if near else ""
            self._refuse("key", f"{self.row.address} has no key {short(value)}{hint}; it has {_list(keys)}.")
        if value in self.found and keys[value].kind is not Kind.SPANS:
            self._refuse("key", f"{value} stands twice in this {self.row.address}; once is enough.")
        return keys[value]

    def _of_key(self, argument: Argument, values: Sequence[object]) -> object:
        if not values:
            self._refuse("key", f"{argument.name} needs {article(argument.kind)} behind it: {argument.says}.")
        return self._value(argument, values)

    def _value(self, argument: Argument, values: Sequence[object]) -> object:
        try:
            return value_of(argument, values)
        except Unfit as unfit:
            self._refuse(unfit.code, str(unfit))

    def _refuse(self, code: str, sentence: str) -> Never:
        raise Refused(self.about, code, sentence)


def reply_port_in(values: Sequence[object]) -> int | None:
    """The reply port that a message seems to name, for the answer to one that can't be read.

    >>> reply_port_in(["kick", "secs", 2.0, "reply", 9000.0])
    9000
    """
    for key, value in pairwise(values):
        if key == REPLY.name and isinstance(value, (int, float)) and REPLY.low <= value <= REPLY.high:
            return int(value) if is_whole(value) else None
    return None


def _end_of_numbers(values: Sequence[object], start: int) -> int:
    """Where the first word stands, which is a key, or the end."""
    for position in range(start, len(values)):
        if isinstance(values[position], str):
            return position
    return len(values)


def _end_of_text(values: Sequence[object], start: int, texts: frozenset[str]) -> int:
    for position in range(start, len(values)):
        value = values[position]
        if isinstance(value, str) and value in texts:
            return position
    return len(values)


def _list(keys: Mapping[str, Argument]) -> str:
    return ", ".join(keys)
