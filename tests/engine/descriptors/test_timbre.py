"""Brightness and noisiness of tones, noises and their mixtures."""

import math

import numpy as np
import pytest

from engine.descriptors.spectra import Numbers, power_spectra
from engine.descriptors.timbre import brightness_octaves, noisiness_db
from tests.engine.descriptors.sounds import decaying, hiss, rumble, saw, sine


def brightness(sound: Numbers, rate_hz: int = 44100) -> float:
    return brightness_octaves(power_spectra(sound, rate_hz))


def noisiness(sound: Numbers) -> float:
    return noisiness_db(power_spectra(sound, 44100))


@pytest.mark.parametrize("hertz", [100.0, 440.0, 1000.0, 8000.0])
def test_a_tone_is_as_bright_as_it_is_high(hertz: float) -> None:
    assert brightness(sine(hertz)) == pytest.approx(math.log2(hertz), abs=0.05)


def test_two_tones_of_one_power_lie_between() -> None:
    assert brightness(sine(500.0) + sine(1500.0)) == pytest.approx(math.log2(1000), abs=0.02)


def test_white_noise_has_its_middle_where_hearing_has() -> None:
    assert brightness(hiss()) == pytest.approx(math.log2(10_250), abs=0.03)
    assert brightness(hiss(), 8000) == pytest.approx(math.log2(2000), abs=0.05)


def test_what_is_below_and_above_hearing_is_not_heard() -> None:
    assert brightness(sine(1000.0) + np.float32(0.4)) == pytest.approx(math.log2(1000), abs=0.05)
    assert brightness(sine(1000.0) + sine(21_500.0)) == pytest.approx(math.log2(1000), abs=0.05)


def test_noise_is_noise_of_any_colour_and_however_short() -> None:
    assert noisiness(hiss()) == pytest.approx(0.0, abs=0.3)
    assert noisiness(rumble()) > -5
    assert noisiness(decaying(hiss(), 0.2)) == pytest.approx(0.0, abs=0.5)


def test_tones_are_not_noisy() -> None:
    assert noisiness(sine(1000.0)) < -45
    assert noisiness(sine(100.0)) < -20
    assert noisiness(saw(220.0)) < -20


def test_the_more_noise_beside_a_tone_the_noisier() -> None:
    mixtures = [noisiness(sine(440.0) + hiss(level)) for level in (0.0, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)]
    assert mixtures == sorted(mixtures)
    assert mixtures[2] < -25 < -10 < mixtures[-2]


def test_the_level_does_not_matter() -> None:
    assert noisiness(1e-3 * saw(220.0)) == pytest.approx(noisiness(saw(220.0)), abs=0.01)


def test_nothing_has_the_ends_values() -> None:
    nothing = np.zeros(1000, np.float32)
    assert brightness(nothing) == pytest.approx(math.log2(20))
    assert noisiness(nothing) == 0
