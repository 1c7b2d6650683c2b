"""A Frechet distance over another one to the same real sounds, at equal counts: how many times as far is it?"""

from collections.abc import Callable

import numpy as np

from engine.evaluation.frechet import DRAWS, frechet_distance
from engine.evaluation.intervals import NOTHING, Estimate
from engine.evaluation.judge.judge import Rows

Drawn = Callable[[np.random.Generator], Rows]
"""Gives the sounds that the other distance is of, as many as are real; other ones each time where there are more."""

_MEASURES = 20


def frechet_ratio(made: Rows, beside: Drawn, real: Rows, seed: int = 0, draws: int = DRAWS) -> Estimate:
    """The distance of `made` to `real`, over the mean one of what is drawn beside; a row of each for the same thing.

    The interval is the 95 % spread of draws with replacement, in which every row of `made` comes with its real one,
    scaled so that their mean is the value: repeated rows make all distances larger. NaN for fewer than two rows.
    """
    count = len(real)
    if count < 2:
        return NOTHING
    chance = np.random.default_rng(seed)
    known = float(np.mean([frechet_distance(beside(chance), real) for _ in range(_MEASURES)]))
    if not known > 0:
        return NOTHING
    value = frechet_distance(made, real) / known
    drawn = np.array([_drawn(made, beside(chance), real, chance) for _ in range(draws)])
    low, high = np.percentile(drawn, [2.5, 97.5]) * value / drawn.mean()
    return Estimate(value, float(low), float(high), count)


def _drawn(made: Rows, beside: Rows, real: Rows, chance: np.random.Generator) -> float:
    chosen = chance.integers(0, len(real), len(real))
    # Distances of a handful of rows may come out as 0 but for rounding.
    return frechet_distance(made[chosen], real[chosen]) / max(frechet_distance(beside[chosen], real[chosen]), 1e-12)
