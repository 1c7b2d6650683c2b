import numpy as np
import pytest

from engine.evaluation.frechet import frechet_distance, frechet_of_equal_counts

CROSS = np.array([[-1.0, 0.0], [1.0, 0.0], [0.0, -2.0], [0.0, 2.0]])
"""Mean 0, covariance diag(2/3, 8/3)."""


def test_equal_sets_have_no_distance_and_moved_ones_the_square_of_the_way() -> None:
    assert frechet_distance(CROSS, CROSS) == pytest.approx(0, abs=1e-12)
    assert frechet_distance(CROSS, CROSS + np.array([3.0, 4.0])) == pytest.approx(25)


def test_twice_as_wide_is_the_trace_once() -> None:
    # trace(C + 4 C - 2 * 2 C) = trace(C) = 10 / 3
    assert frechet_distance(CROSS, 2 * CROSS) == pytest.approx(10 / 3)


def test_turned_by_a_right_angle() -> None:
    # C1 = diag(2/3, 8/3), C2 = diag(8/3, 2/3): 20/3 - 2 * (4/3 + 4/3) = 4/3
    assert frechet_distance(CROSS, CROSS[:, ::-1]) == pytest.approx(4 / 3)


def test_turned_by_half_a_right_angle_covariances_do_not_commute() -> None:
    turned = CROSS @ np.array([[1.0, 1.0], [-1.0, 1.0]]) / np.sqrt(2)
    # C2 = [[5/3, -1], [-1, 5/3]] or its mirror; trace and determinant of C1 C2 are 50/9 and 256/81, so the sum of the
    # roots of its eigenvalues is sqrt(50/9 + 2 * 16/9) = sqrt(82)/3.
    assert frechet_distance(CROSS, turned) == pytest.approx(20 / 3 - 2 * np.sqrt(82) / 3)


def test_equal_counts_are_drawn_and_the_interval_holds_the_value() -> None:
    chance = np.random.default_rng(0)
    one, other = chance.standard_normal((60, 4)), chance.standard_normal((90, 4)) + 1
    found = frechet_of_equal_counts(one, other, seed=1, draws=100)
    assert found == frechet_of_equal_counts(one, other, seed=1, draws=100)
    assert found.count == 60
    assert found.low < found.value < found.high
    # Means lie 4 apart (squared); what is estimated from 60 rows adds a little.
    assert found.low < 4.2 < found.high


def test_more_sounds_make_the_interval_narrower() -> None:
    chance = np.random.default_rng(0)
    one, other = chance.standard_normal((400, 3)), chance.standard_normal((400, 3)) + 1
    few, many = (frechet_of_equal_counts(one, other, 0, count, draws=100) for count in (25, 400))
    assert few.count == 25
    assert many.high - many.low < 0.5 * (few.high - few.low)
    assert many.value == frechet_distance(one, other)
