"""Clips of one prompt that differ as real ones do, half as much, or not at all."""

import math

import numpy as np
import pytest

from engine.evaluation.ember.asking import Asked
from engine.evaluation.ember.prompts import Answers
from engine.evaluation.ember.real import RealClips
from engine.evaluation.ember.variety import variety
from engine.evaluation.judge.judge import Rows, Verdicts

LABELS = ("dog", "owl", "rain")


def verdicts(rows: Rows) -> Verdicts:
    return Verdicts(rows, rows, rows)


def points(scale: float) -> Rows:
    """Five for each label, as far from each other as it says."""
    found: Rows = np.random.default_rng(0).standard_normal((15, 3)) * scale
    return found


@pytest.mark.parametrize("scale", [1.0, 0.5, 0.0])
def test_the_share_is_that_of_the_distances(scale: float) -> None:
    asked = [
        Asked(group="variety", name=name, number=number, prompt=name, seconds=1.0)
        for name in LABELS
        for number in range(5)
    ]
    real = RealClips([{"label": name} for name in LABELS for _ in range(5)], verdicts(points(1.0)))
    found = variety(Answers(asked, verdicts(points(scale))), real)
    assert found.share.value == pytest.approx(scale, abs=1e-6)
    assert found.share.low == pytest.approx(scale, abs=1e-6)
    assert found.share.count == 3


def test_a_label_with_one_real_clip_says_nothing() -> None:
    asked = [Asked(group="variety", name="dog", number=number, prompt="dog", seconds=1.0) for number in range(2)]
    real = RealClips([{"label": "dog"}], verdicts(np.zeros((1, 3))))
    assert math.isnan(variety(Answers(asked, verdicts(points(1.0)[:2])), real).share.value)
