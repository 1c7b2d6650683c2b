import numpy as np
import pytest

from engine.evaluation.onsets import is_transient, onset_difference, onset_sample
from tests.engine.evaluation.signals import hit, noise, silence


def test_a_hit_that_comes_later_is_so_many_milliseconds_late() -> None:
    later = onset_difference(hit(4000), hit(4000 + 176))
    earlier = onset_difference(hit(4000), hit(4000 - 176))
    assert later is not None
    assert earlier is not None
    assert later.later_ms == pytest.approx(3.99, abs=0.01)
    assert earlier.later_ms == pytest.approx(-3.99, abs=0.01)


def test_the_onset_is_found_within_a_window() -> None:
    found = onset_sample(hit(4000))
    assert found is not None
    assert abs(found - 4000) <= 64


def test_energy_before_the_onset_is_compared_with_that_of_the_reference() -> None:
    faint = np.concatenate([noise(4000, 1e-3, seed=1), silence(8000)])
    difference = onset_difference(hit(4000) + faint, hit(4000) + 2 * faint)
    assert difference is not None
    assert difference.later_ms == 0
    assert difference.pre_echo_db == pytest.approx(6.02, abs=0.02)


def test_what_lies_60_db_below_the_hit_counts_as_silent() -> None:
    faint = np.concatenate([noise(4000, 1e-5, seed=1), silence(8000)])
    difference = onset_difference(hit(4000), hit(4000) + faint)
    assert difference is not None
    assert difference.pre_echo_db == 0


def test_a_hit_at_the_very_start_has_no_pre_echo_to_compare() -> None:
    difference = onset_difference(hit(0), hit(0))
    assert difference is not None
    assert difference.later_ms == 0
    assert difference.pre_echo_db is None


def test_a_swell_is_no_transient_and_silence_has_no_onset() -> None:
    swell = noise(20000) * np.linspace(0, 1, 20000, dtype=np.float32)
    assert not is_transient(swell)
    assert onset_difference(swell, swell) is None
    assert onset_difference(silence(5000), hit(100)) is None


def test_a_hit_that_is_missing_comes_at_the_end() -> None:
    difference = onset_difference(hit(4000, 8000), silence(12000))
    assert difference is not None
    assert difference.later_ms == pytest.approx(8000 / 44.1, abs=2)
