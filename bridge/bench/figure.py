"""A figure of this machine, and how many values become one."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value beside what Warmtone means to reach; the less, the better.

    `value` is None until it was measured, and where that can't be done here; `says` then tells what mends it, and
    else how much was measured.
    """

    name: str
    value: float | None
    unit: str
    reach: float
    says: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the value is within reach; None without a value."""
        return None if self.value is None else self.value <= self.reach

    def measured(self, value: float, says: str) -> "Figure":
        """The same figure with a value, rounded to what is worth reading."""
        return replace(self, value=float(f"{value:.4g}"), says=says)

    def unmeasured(self, why: str) -> "Figure":
        """The same figure without a value, and what mends that."""
        return replace(self, value=None, says=why)


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that `percent` of all values do not exceed (nearest rank).

    >>> percentile([3.0, 1.0, 2.0, 4.0], 50), percentile([3.0, 1.0, 2.0, 4.0], 99)
    (2.0, 4.0)
    """
    rank = math.ceil(len(values) * percent / 100)
    return sorted(values)[max(1, rank) - 1]
