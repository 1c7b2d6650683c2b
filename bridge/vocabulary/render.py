"""From an event to an address and its arguments. Pure."""

from bridge.vocabulary.events import Event
from bridge.vocabulary.table import ADDRESS_BY_EVENT, ARGUMENTS

Wire = tuple[str, list[int | float | str]]
"""An address and the arguments that follow it."""


def render(event: Event) -> Wire:
    """The wire form of an event: what has a place first, then key after key; 0 and 1 for flags."""
    values: list[int | float | str] = []
    for argument in ARGUMENTS[type(event)]:
        value = getattr(event, argument.name)
        if not argument.positional:
            values.append(argument.name)
        values.extend(value if isinstance(value, tuple) else (int(value) if isinstance(value, bool) else value,))
    return ADDRESS_BY_EVENT[type(event)], values


def for_subscriber(wire: Wire, client: str) -> Wire:
    """The copy of another client's event: the same with that client's name behind it.

    >>> for_subscriber(("/job/cancelled", ["kick"]), "max")
    ('/job/cancelled', ['kick', 'client', 'max'])
    """
    address, values = wire
    return address, [*values, "client", client]
