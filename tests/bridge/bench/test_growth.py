"""The line through measured values, and how sure it is."""

import numpy as np
import pytest

from bridge.bench.growth import slope_of


def test_what_does_not_grow_is_flat_however_it_wavers() -> None:
    dice = np.random.default_rng(1)
    slopes = [slope_of(range(400), list(50_000 + 100 * dice.standard_normal(400))) for _ in range(200)]
    assert np.mean([slope.flat for slope in slopes]) > 0.95
    assert np.mean([abs(slope.per_unit) <= slope.give for slope in slopes]) == pytest.approx(0.95, abs=0.04)


def test_a_small_growth_in_the_noise_is_found() -> None:
    noise = 100 * np.random.default_rng(2).standard_normal(400)
    slope = slope_of(range(400), [50_000 + 2 * done + float(noise[done]) for done in range(400)])
    assert not slope.flat
    assert abs(slope.per_unit - 2) < slope.give


def test_what_fills_at_first_is_left_out() -> None:
    slope = slope_of(range(400), [50_000 - max(0, 80 - done) * 100.0 for done in range(400)])
    assert (slope.per_unit, slope.give) == (0, 0)


def test_a_walk_is_less_sure_than_its_many_values_would_have_it() -> None:
    dice = np.random.default_rng(3)
    walks = [slope_of(range(400), list(np.cumsum(dice.standard_normal(400)))) for _ in range(100)]
    steady = [slope_of(range(400), list(dice.standard_normal(400))) for _ in range(100)]
    assert np.median([slope.give for slope in walks]) > 10 * np.median([slope.give for slope in steady])
