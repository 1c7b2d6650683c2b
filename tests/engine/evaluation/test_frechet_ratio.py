"""A ratio of Frechet distances: 1 for sounds like those beside, more for others, with an interval around it."""

import math

import numpy as np

from engine.evaluation.frechet_ratio import frechet_ratio
from engine.evaluation.judge.judge import Rows


def points(seed: int, count: int = 200, away: float = 0.0) -> Rows:
    return np.random.default_rng(seed).standard_normal((count, 4)) + away


def test_like_sounds_are_as_far_as_those_beside() -> None:
    found = frechet_ratio(points(1), lambda chance: chance.standard_normal((200, 4)), points(2))
    assert found.low < 1 < found.high
    assert 0.5 < found.value < 2
    assert found.count == 200


def test_other_sounds_are_many_times_as_far() -> None:
    found = frechet_ratio(points(1, away=1.0), lambda chance: chance.standard_normal((200, 4)), points(2))
    assert found.low < found.value < found.high
    assert found.low > 10


def test_the_same_sounds_are_at_no_distance() -> None:
    assert frechet_ratio(points(2), lambda chance: points(3), points(2)).value < 1e-6


def test_nothing_can_be_said_of_one_sound_or_where_nothing_lies_between() -> None:
    assert math.isnan(frechet_ratio(points(1, 1), lambda chance: points(2, 1), points(3, 1)).value)
    assert math.isnan(frechet_ratio(points(1), lambda chance: np.zeros((200, 4)), np.zeros((200, 4))).value)
