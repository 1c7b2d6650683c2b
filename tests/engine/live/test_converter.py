"""The converter of live sound: its delay, its aliasing, and that hops make no difference."""

import numpy as np
import pytest

from engine import Samples
from engine.live.contract import HOP, RATE_HZ
from engine.live.converter import DELAY_SECONDS, Converter, aliasing_db


def converted(samples: Samples, rate_hz: int, hop: int = HOP) -> Samples:
    converter = Converter(rate_hz, samples.shape[1])
    return np.concatenate([converter.convert(samples[first : first + hop]) for first in range(0, len(samples), hop)])


def noise(channels: int = 2) -> Samples:
    return np.random.default_rng(3).uniform(-1, 1, (HOP * 50, channels)).astype(np.float32)


def test_the_delay_is_below_a_millisecond_and_is_the_one_that_is_told() -> None:
    samples = np.zeros((HOP * 20, 1), np.float32)
    samples[HOP * 10] = 1.0
    heard = converted(samples, 88_200)
    late = int(np.abs(heard[:, 0]).argmax()) / 88_200 - HOP * 10 / RATE_HZ
    assert late == pytest.approx(DELAY_SECONDS, abs=1e-5)
    assert DELAY_SECONDS <= 1e-3


@pytest.mark.parametrize("rate_hz", [48_000, 88_200, 96_000, 192_000])
def test_what_it_adds_to_a_sine_lies_90_decibels_below(rate_hz: int) -> None:
    assert aliasing_db(rate_hz, tones=24) < -90


def test_a_measurement_of_aliasing_can_fail() -> None:
    # 16 kHz is the limit of this rate: what lies above it up to 20 kHz comes down.
    assert aliasing_db(32_000, tones=96) > -40


@pytest.mark.parametrize("rate_hz", [48_000, 44_056, 96_000, 32_000])
def test_hops_of_any_length_give_the_same(rate_hz: int) -> None:
    whole = converted(noise(), rate_hz, hop=HOP * 50)
    for hop in (HOP, 100, 1):
        np.testing.assert_allclose(converted(noise(), rate_hz, hop), whole, atol=1e-6)
    assert abs(len(whole) - HOP * 50 * rate_hz / RATE_HZ) <= 1


def test_at_its_own_rate_nothing_is_changed() -> None:
    np.testing.assert_array_equal(converted(noise(), RATE_HZ), noise())


def test_channels_stay_apart() -> None:
    both = converted(noise(), 48_000)
    for channel in range(2):
        np.testing.assert_allclose(converted(noise()[:, [channel]], 48_000)[:, 0], both[:, channel], atol=1e-6)
