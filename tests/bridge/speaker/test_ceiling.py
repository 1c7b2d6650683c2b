"""The ceiling: exactly the identity below its knee, smooth and below full scale above."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bridge.speaker.ceiling import KNEE, LIMIT, Ceiling
from engine import Samples


def held(samples: Samples) -> Samples:
    block = samples.copy()
    with np.errstate(all="ignore"):
        Ceiling(len(block), block.shape[1]).hold(block)
    return block


def test_the_knee_is_at_minus_one_decibel() -> None:
    assert 20 * math.log10(KNEE) == pytest.approx(-1)


@given(arrays(np.float32, (64, 2), elements=st.floats(-KNEE, KNEE, width=32)))
def test_what_is_below_the_knee_passes_bit_for_bit(samples: Samples) -> None:
    np.testing.assert_array_equal(held(samples), samples)


@given(arrays(np.float32, (64, 2), elements=st.floats(width=32)))
def test_nothing_gets_above_the_limit_whatever_comes_in(samples: Samples) -> None:
    loudest = np.abs(held(samples)).max()
    assert loudest <= np.float32(LIMIT) < 1.0


@given(arrays(np.float32, (64, 2), elements=st.floats(-4, 4, width=32)))
def test_quiet_samples_pass_bit_for_bit_beside_loud_ones(samples: Samples) -> None:
    quiet = np.abs(samples) <= np.float32(KNEE)
    np.testing.assert_array_equal(held(samples)[quiet], samples[quiet])


def test_the_curve_rises_without_a_corner_and_is_odd() -> None:
    levels = np.linspace(0, 1.5, 3001, dtype=np.float32)[:, np.newaxis]
    curve = held(levels)[:, 0].astype(np.float64)
    slope = np.diff(curve) / np.diff(levels[:, 0].astype(np.float64))
    assert np.all(np.diff(curve) >= 0)
    assert np.abs(np.diff(slope)).max() < 0.02
    np.testing.assert_array_equal(held(-levels), -held(levels))


def test_what_is_no_number_becomes_silence() -> None:
    samples = np.array([[np.nan, 0.5], [0.25, 2.0]], np.float32)
    assert held(samples)[0].tolist() == [0.0, 0.5]
