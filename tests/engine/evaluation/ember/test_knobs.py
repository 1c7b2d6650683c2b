"""Knobs that are followed, turned round, or without any effect."""

import math
from collections.abc import Sequence

import numpy as np
import pytest

from engine.evaluation.ember.asking import Asked
from engine.evaluation.ember.knobs import asked_knobs, knobs_followed
from engine.evaluation.sounds import RATE_HZ, Mono
from engine.models.words.controls import DESCRIPTORS


def click_of(level: float) -> Mono:
    sound = np.zeros(RATE_HZ // 4, np.float32)
    sound[: RATE_HZ // 8] = level * np.random.default_rng(0).uniform(-1, 1, RATE_HZ // 8)
    return sound


def louder(asked: Sequence[Asked], way: int) -> list[Mono]:
    """As loud as is asked, or the other way round; the same sound for all else."""
    values = [each.controls.loudness for each in asked]
    return [click_of(0.3 if value is None else 0.5 + way * (value - 0.5) * 0.9) for value in values]


@pytest.mark.parametrize("way", [1, -1])
def test_what_follows_is_told_from_what_does_not(way: int) -> None:
    asked = asked_knobs(4, 6.0)
    found = knobs_followed(asked, louder(asked, way))
    assert found["loudness"].all_prompts.value == pytest.approx(way)
    assert found["loudness"].all_prompts.count == 16
    assert found["loudness"].within_prompts == pytest.approx(way)
    assert math.isnan(found["brightness"].all_prompts.value)


def test_each_is_set_alone_from_low_to_high() -> None:
    asked = asked_knobs(2, 3.0)
    assert {each.seconds for each in asked} == {3.0}
    for name in DESCRIPTORS:
        values = [getattr(each.controls, name) for each in asked if each.name.startswith(name)]
        assert values == [(place + 0.5) / 8 for place in range(8)]
    assert all(len(each.controls.tokens()) == 1 for each in asked)
