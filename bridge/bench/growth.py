"""Whether something grows: the slope of a straight line through measured values, and how sure it is. Pure.

Values that follow each other closely are not independent, and a line through all of them would look far surer than it
is. So the run is cut into ten parts of equal length, whose means make the line; a first part, in which caches fill, is
left out.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean

PARTS = 10
LEFT_OUT = 0.2
# Student's t for 95 % of both sides, with two degrees of freedom less than there are parts.
_T_95 = 2.306


@dataclass(frozen=True, slots=True)
class Slope:
    """How much is added per unit of work; with a probability of 95 % within `give` of that."""

    per_unit: float
    give: float

    @property
    def flat(self) -> bool:
        """Whether no growth at all is among what is likely."""
        return self.per_unit - self.give <= 0


def slope_of(work: Sequence[float], values: Sequence[float]) -> Slope:
    """The slope of values over the work done until each; at least 25 of them.

    >>> slope_of(range(100), [5 + 2 * done for done in range(100)]).per_unit
    2.0
    """
    first = round(LEFT_OUT * len(values))
    x, y = _means(work[first:]), _means(values[first:])
    middle_x, middle_y = fmean(x), fmean(y)
    spread = sum((each - middle_x) ** 2 for each in x)
    per_unit = sum((a - middle_x) * (b - middle_y) for a, b in zip(x, y, strict=True)) / spread
    rest = sum((b - middle_y - per_unit * (a - middle_x)) ** 2 for a, b in zip(x, y, strict=True))
    return Slope(per_unit, _T_95 * math.sqrt(rest / (PARTS - 2) / spread))


def _means(values: Sequence[float]) -> list[float]:
    bounds = [round(part * len(values) / PARTS) for part in range(PARTS + 1)]
    return [fmean(values[start:stop]) for start, stop in pairwise(bounds)]
