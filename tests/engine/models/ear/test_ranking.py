"""Choosing among points of a circle, where who is near whom is plain."""

import math

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as some

from engine.errors import RangeError
from engine.models.ear.ranking import best_first, spread


def at(*degrees: float) -> npt.NDArray[np.float32]:
    """Points on a circle (points, 2)."""
    angles = np.float32(degrees) * math.pi / 180
    return np.stack((np.cos(angles), np.sin(angles)), 1)


WORDS = at(0)[0]


def test_the_nearest_in_angle_is_best() -> None:
    assert best_first(at(50, -10, 180, 30), WORDS).tolist() == [1, 3, 0, 2]


def test_equally_good_ones_stay_in_order() -> None:
    assert best_first(at(20, 0, 0, 0), WORDS).tolist() == [1, 2, 3, 0]


def test_the_best_comes_first_then_the_farthest_from_all_chosen() -> None:
    # From 5 degrees, -40 is farthest; then 35 is 30 from its nearest, and -15 only 20; 10 is never needed.
    assert spread(at(5, 10, 35, -15, -40), WORDS, 4, fit=0.5).tolist() == [0, 4, 2, 3]


def test_what_does_not_fit_is_not_chosen_however_far_it_lies() -> None:
    # The cosine of 60 degrees is 0.5.
    assert spread(at(0, 170, 50, -61), WORDS, 2, fit=0.5).tolist() == [0, 2]


def test_where_too_few_fit_the_best_of_the_others_follow() -> None:
    assert spread(at(120, 0, -80, 40), WORDS, 4, fit=0.5).tolist() == [1, 3, 2, 0]
    assert spread(at(120, 0, -80, 40), WORDS, 2, fit=1.1).tolist() == [1, 3]


def test_of_copies_the_second_is_chosen_last() -> None:
    assert spread(at(0, 0, 10, 20), WORDS, 4, fit=0.0).tolist()[-1] == 1
    assert sorted(spread(at(0, 0, 0), WORDS, 3, fit=0.0).tolist()) == [0, 1, 2]


def test_of_equally_far_ones_the_better_is_chosen() -> None:
    points = np.eye(4, dtype=np.float32)
    assert spread(points, np.float32([0.8, 0.1, 0.5, 0.3]), 4, fit=0.0).tolist() == [0, 2, 3, 1]


@pytest.mark.parametrize("count", [0, -1, 4])
def test_no_more_than_there_are_can_be_chosen(count: int) -> None:
    with pytest.raises(RangeError, match="ask for 1 to 3"):
        spread(at(0, 1, 2), WORDS, count, fit=0.0)


@given(seed=some.integers(0, 10_000), count=some.integers(1, 12), fit=some.floats(-1, 1))
def test_as_many_as_asked_each_once_those_that_fit_before_others(seed: int, count: int, fit: float) -> None:
    drawn = np.random.default_rng(seed).normal(size=(12, 8)).astype(np.float32)
    points = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    wanted = points.mean(axis=0)
    chosen = spread(points, wanted, count, fit)
    assert len(set(chosen.tolist())) == count
    assert chosen[0] == best_first(points, wanted)[0]
    fits = (points @ wanted >= fit)[chosen].tolist()
    assert fits == sorted(fits, reverse=True)
