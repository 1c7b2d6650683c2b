"""Loudness against the values that BS.1770 and the definition give."""

import numpy as np
import pytest

from engine.descriptors.loudness import loudness_db
from engine.descriptors.spectra import Numbers, power_spectra
from tests.engine.descriptors.sounds import hiss, sine


def of(sound: Numbers, rate_hz: int = 44100) -> float:
    return loudness_db(power_spectra(sound, rate_hz))


def test_the_recommendations_own_example() -> None:
    # "a 0 dB FS 997 Hz sine wave ... -3.01 LKFS"
    assert of(sine(997.0, 1.0)) == pytest.approx(-3.01, abs=0.05)


def test_bass_is_softer_and_treble_louder_than_their_level() -> None:
    assert of(sine(40.0)) < of(sine(997.0)) - 3
    assert of(sine(6000.0)) == pytest.approx(of(sine(997.0)) + 3.3, abs=0.3)


def test_a_gain_is_as_many_decibels() -> None:
    assert of(0.1 * hiss()) == pytest.approx(of(hiss()) - 20, abs=0.01)


def test_only_the_loudest_400_ms_count() -> None:
    loud = np.concatenate([0.01 * hiss(), hiss(seed=1), 0.01 * hiss(seed=2)])
    assert of(loud) == pytest.approx(of(hiss(seed=1)), abs=0.2)


def test_half_as_long_is_3_db_softer_below_400_ms() -> None:
    assert of(hiss()[:4410]) == pytest.approx(of(hiss()[:8820]) - 3, abs=0.4)


@pytest.mark.parametrize("rate_hz", [22050, 48000, 96000])
def test_the_rate_hardly_matters(rate_hz: int) -> None:
    tone = (0.5 * np.sin(2 * np.pi * 997 * np.arange(rate_hz) / rate_hz)).astype(np.float32)
    assert of(tone, rate_hz) == pytest.approx(of(sine(997.0)), abs=0.1)
