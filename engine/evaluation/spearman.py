"""Does one thing rise with another, however steeply? Spearman's rank correlation (1904)."""

import numpy as np
import numpy.typing as npt


def spearman(one: npt.ArrayLike, other: npt.ArrayLike) -> float:
    """-1..1: the correlation of the ranks of two series of one length; NaN where either is the same all along.

    >>> spearman([1, 2, 3], [1, 10, 1000])
    1.0
    """
    first, second = ranks(one), ranks(other)
    spread = float(first.std() * second.std()) if len(first) else 0.0
    if spread == 0:
        return float("nan")
    together = float(((first - first.mean()) * (second - second.mean())).mean())
    return min(max(together / spread, -1.0), 1.0)


def ranks(values: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """The place of each value from 1 on; equal ones share the mean of their places.

    >>> ranks([5.0, 1.0, 5.0]).tolist()
    [2.5, 1.0, 2.5]
    """
    found = np.asarray(values, np.float64)
    lower = (found[None] < found[:, None]).sum(axis=1)
    equal = (found[None] == found[:, None]).sum(axis=1)
    places: npt.NDArray[np.float64] = lower + (equal + 1) / 2
    return places
