"""Frechet distance between two sets of embeddings, each taken as a Gaussian (Dowson and Landau, 1982).

Over the judge's embedding it is a distance to this judge; the literature's "FAD" hears through another network, and its
numbers can't be compared with these.
"""

from dataclasses import dataclass

import numpy as np

from engine.evaluation.judge.judge import Rows

DRAWS = 200


@dataclass(frozen=True, slots=True)
class FrechetDistance:
    """A distance of `count` sounds to as many others, and the bounds of its 95 % interval."""

    value: float
    low: float
    high: float
    count: int


def frechet_distance(one: Rows, other: Rows) -> float:
    """|m1 - m2|^2 + trace(C1 + C2 - 2 (C1 C2)^(1/2)) of the means and covariances of two sets of rows, in float64.

    The root's trace is the sum of the square roots of the eigenvalues of C1^(1/2) C2 C1^(1/2), which is symmetric.
    Both sets need two rows. It grows as sets get smaller: compare distances of equal counts only.
    """
    means = one.mean(axis=0) - other.mean(axis=0)
    first, second = np.atleast_2d(np.cov(one, rowvar=False)), np.atleast_2d(np.cov(other, rowvar=False))
    values, vectors = np.linalg.eigh(first)
    root = (vectors * np.sqrt(values.clip(0))) @ vectors.T
    shared = np.sqrt(np.linalg.eigvalsh(root @ second @ root).clip(0)).sum()
    return max(float(means @ means + np.trace(first) + np.trace(second) - 2 * shared), 0.0)


def frechet_of_equal_counts(
    one: Rows, other: Rows, seed: int, count: int | None = None, draws: int = DRAWS
) -> FrechetDistance:
    """The distance of equally many rows of both sets, without `count` as many as the smaller has, with an interval.

    The value is the mean over draws without replacement where a set has more rows than are drawn. The interval is the
    95 % spread of draws with replacement, moved so that their mean is the value: a draw with replacement repeats rows,
    which alone makes the distance larger.
    """
    chance = np.random.default_rng(seed)
    count = min(len(one), len(other)) if count is None else min(count, len(one), len(other))
    value = _mean_distance(one, other, count, chance, draws)
    drawn = [_drawn_distance(one, other, count, chance, replace=True) for _ in range(draws)]
    low, high = np.percentile(np.array(drawn) - np.mean(drawn), [2.5, 97.5]) + value
    return FrechetDistance(value, max(float(low), 0.0), float(high), count)


def _mean_distance(one: Rows, other: Rows, count: int, chance: np.random.Generator, draws: int) -> float:
    if len(one) == len(other) == count:
        return frechet_distance(one, other)
    return float(np.mean([_drawn_distance(one, other, count, chance, replace=False) for _ in range(draws)]))


def _drawn_distance(one: Rows, other: Rows, count: int, chance: np.random.Generator, replace: bool) -> float:
    first = one[chance.choice(len(one), count, replace=replace)]
    return frechet_distance(first, other[chance.choice(len(other), count, replace=replace)])
