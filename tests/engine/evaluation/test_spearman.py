"""Rank correlation by hand."""

import math

import pytest

from engine.evaluation.spearman import spearman


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ([1, 2, 3, 4], [1, 8, 27, 64], 1.0),
        ([1, 2, 3, 4], [4, 3, 2, 1], -1.0),
        # 1 - 6 * (1 + 1) / (4 * 15)
        ([1, 2, 3, 4], [1, 3, 2, 4], 0.8),
        # With shared places 1, 2.5, 2.5, 4: Pearson's correlation of those.
        ([1, 2, 3, 4], [1, 2, 2, 9], 4.5 / math.sqrt(5 * 4.5)),
    ],
)
def test_ranks_rise_together_or_not(one: list[float], other: list[float], expected: float) -> None:
    assert spearman(one, other) == pytest.approx(expected)


@pytest.mark.parametrize("other", [[3, 3, 3], []])
def test_what_never_changes_follows_nothing(other: list[float]) -> None:
    assert math.isnan(spearman([1, 2, 3][: len(other)], other))
