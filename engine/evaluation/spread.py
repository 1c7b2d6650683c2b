"""What a measure gave over many pairs of sounds."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Spread:
    """Mean, median and 95th percentile of the values of `count` pairs."""

    mean: float
    median: float
    p95: float
    count: int


def spread_of(values: Iterable[float | None]) -> Spread | None:
    """The spread of the values that are there, or None without any.

    >>> spread_of([1.0, None, 3.0])
    Spread(mean=2.0, median=2.0, p95=2.9, count=2)
    """
    there = [value for value in values if value is not None]
    if not there:
        return None
    mean, median, p95 = np.mean(there), np.median(there), np.percentile(there, 95)
    return Spread(float(mean), float(median), float(p95), len(there))
