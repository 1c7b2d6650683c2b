"""A figure with its 95 % interval: of a share by its count, of anything else by drawing anew what was measured."""

from collections.abc import Callable
from dataclasses import dataclass
from math import nan, sqrt

import numpy as np
import numpy.typing as npt

DRAWS = 1000

Indices = npt.NDArray[np.int64]
Statistic = Callable[[Indices], float]
"""Called with the indices of what is measured, some of them perhaps twice."""

_Z = 1.96


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value measured on `count` things, and the bounds of its 95 % interval; NaN where nothing was measured."""

    value: float
    low: float
    high: float
    count: int


NOTHING = Estimate(nan, nan, nan, 0)


def wilson(hits: int, count: int) -> Estimate:
    """The share of `hits` among `count`, with the interval of Wilson (1927), which is wide where all or none hit.

    >>> wilson(0, 20).high > 0.1
    True
    """
    if not count:
        return NOTHING
    share, spread = hits / count, _Z**2 / count
    middle = (share + spread / 2) / (1 + spread)
    reach = _Z * sqrt(share * (1 - share) / count + spread / (4 * count)) / (1 + spread)
    return Estimate(share, max(middle - reach, 0.0), min(middle + reach, 1.0), count)


def bootstrapped(statistic: Statistic, count: int, seed: int = 0, draws: int = DRAWS) -> Estimate:
    """A statistic of `count` things, with the spread of draws with replacement (Efron, 1979; percentiles).

    Draws that the statistic is NaN for are left out; the interval is NaN where it is for all.
    """
    if not count:
        return NOTHING
    chance = np.random.default_rng(seed)
    drawn = np.array([statistic(chance.integers(0, count, count)) for _ in range(draws)])
    there = drawn[~np.isnan(drawn)]
    # Without interpolation, since there is nothing between a finite and an infinite value.
    low, high = np.percentile(there, [2.5, 97.5], method="inverted_cdf") if len(there) else (nan, nan)
    return Estimate(statistic(np.arange(count)), float(low), float(high), count)


def over(estimate: Estimate, divisor: float) -> Estimate:
    """An estimate as a share of something that counts as known; NaN where that is 0 or NaN."""
    if not divisor > 0:
        return Estimate(nan, nan, nan, estimate.count)
    return Estimate(estimate.value / divisor, estimate.low / divisor, estimate.high / divisor, estimate.count)
