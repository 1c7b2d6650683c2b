"""Intervals by cases that are known: Wilson's by hand, draws of a mean by its standard error."""

import math

import numpy as np
import pytest

from engine.evaluation.intervals import Estimate, bootstrapped, over, wilson


def test_wilsons_interval_is_that_of_the_literature() -> None:
    found = wilson(8, 10)
    assert (found.value, found.count) == (0.8, 10)
    assert (found.low, found.high) == (pytest.approx(0.490, abs=1e-3), pytest.approx(0.943, abs=1e-3))


@pytest.mark.parametrize(("hits", "low", "high"), [(0, 0.0, 0.161), (20, 0.839, 1.0)])
def test_all_or_none_of_twenty_is_not_certain(hits: int, low: float, high: float) -> None:
    found = wilson(hits, 20)
    assert (found.low, found.high) == (pytest.approx(low, abs=1e-3), pytest.approx(high, abs=1e-3))


def test_a_mean_varies_by_its_standard_error() -> None:
    values = np.random.default_rng(1).standard_normal(400)
    found = bootstrapped(lambda chosen: float(values[chosen].mean()), len(values))
    assert found.value == pytest.approx(values.mean())
    assert (found.high - found.low) / 2 == pytest.approx(1.96 * values.std() / 20, rel=0.1)


def test_infinite_values_have_an_interval_and_no_warning() -> None:
    values = np.array([1.0, 2.0, 3.0, np.inf])
    found = bootstrapped(lambda chosen: float(values[chosen].max()), len(values))
    assert found.value == found.high == np.inf
    assert found.low < np.inf


def test_draws_that_have_no_value_are_left_out() -> None:
    hits = np.array([1.0, 0.0])
    found = bootstrapped(lambda chosen: 1.0 if hits[chosen].sum() else math.nan, 2)
    assert (found.low, found.high) == (1.0, 1.0)


def test_nothing_measured_is_no_number() -> None:
    assert math.isnan(wilson(0, 0).value)
    assert math.isnan(bootstrapped(lambda chosen: 1.0, 0).value)
    assert math.isnan(over(Estimate(0.5, 0.4, 0.6, 10), 0.0).value)


def test_an_estimate_over_another_value() -> None:
    assert over(Estimate(0.5, 0.25, 0.75, 10), 0.5) == Estimate(1.0, 0.5, 1.5, 10)
