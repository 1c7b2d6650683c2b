"""Numbers as they come over OSC and as a person reads them. Pure."""

import math

import numpy as np

from bridge.vocabulary.arguments import LARGEST_WHOLE


def as_typed(value: float) -> float:
    """The number that a person typed, where its sender rounded that to 32 bits.

    >>> as_typed(0.30000001192092896)
    0.3
    """
    if abs(value) <= LARGEST_WHOLE + 1 and value == int(value):
        # A seed of ten digits may be a 32-bit float, whose shortest form has fewer.
        return float(value)
    with np.errstate(over="ignore"):
        rounded = np.float32(value)
    return float(str(rounded)) if rounded.item() == value else float(value)


def plain(value: float) -> str:
    """A number as a person writes it inside text: Pd's 808.0 is "808".

    >>> plain(808.0), plain(0.10000000149011612), plain(-3)
    ('808', '0.1', '-3')
    """
    if isinstance(value, int) or not math.isfinite(value):
        return str(value)
    typed = as_typed(value)
    return str(int(typed)) if typed.is_integer() and abs(typed) < 1e15 else str(typed)


def is_whole(value: float) -> bool:
    """Whether a number is one of OSC's 32-bit integers."""
    return -LARGEST_WHOLE <= value <= LARGEST_WHOLE and value == int(value)
