"""Levels: told as people measure them, and kept by gains that bend nothing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from engine import Samples
from engine.editing.levels import CEILING, below_ceiling, gain_within, peak, rms_dbfs
from tests.clicks import assert_no_click
from tests.engine.editing.sounds import noise, tone

RATE_HZ = 48_000


def test_a_full_sine_is_3_db_below_a_full_constant() -> None:
    assert rms_dbfs(tone(RATE_HZ, RATE_HZ, 440, level=1.0)) == pytest.approx(-3.01, abs=0.01)
    assert rms_dbfs(np.ones((10, 2), np.float32)) == 0
    assert rms_dbfs(np.zeros((10, 2), np.float32)) == rms_dbfs(np.zeros((0, 2), np.float32)) == float("-inf")


@given(arrays.arrays(np.float32, (20, 2), elements=st.floats(-100, 100, width=32)))
def test_one_gain_brings_everything_below_the_ceiling(samples: Samples) -> None:
    lowered = below_ceiling(samples)
    assert peak(lowered) <= CEILING
    if peak(samples) <= CEILING:
        assert lowered is samples
    else:
        np.testing.assert_allclose(lowered * peak(samples), samples * CEILING, rtol=1e-5, atol=1e-5)


@given(
    arrays.arrays(np.float32, (60, 2), elements=st.floats(-2, 2, width=32)),
    arrays.arrays(np.float32, (60, 2), elements=st.floats(-9, 9, width=32)),
    st.integers(0, 40),
)
def test_what_is_added_stays_within_the_limit_wherever_there_is_room(
    kept: Samples, added: Samples, around_frames: int
) -> None:
    limit = np.full(60, 1.0)
    gain = gain_within(limit, kept, added, around_frames)
    assert np.all((gain >= 0) & (gain <= 1))
    assert np.all(np.abs(kept + added * gain[:, None]) <= np.maximum(np.abs(kept), 1.0) + 1e-6)


def test_a_gain_falls_for_a_loud_moment_without_a_click_and_comes_back() -> None:
    sound = tone(RATE_HZ, RATE_HZ, 220, level=0.8)
    sound[20_000:24_000] *= 2
    swelling = sound + 0 * noise(RATE_HZ)
    gain = gain_within(np.full(RATE_HZ, float(CEILING)), np.zeros_like(sound), swelling, 480)
    assert np.all(gain[:19_000] > 0.999)
    assert np.all(gain[25_000:] > 0.999)
    assert 0.5 < gain[22_000] < 0.56
    steady = tone(RATE_HZ, RATE_HZ, 220) * gain[:, None].astype(np.float32)
    assert_no_click(steady, RATE_HZ, 19_500, 20_500)
    assert_no_click(steady, RATE_HZ, 23_500, 24_500)
