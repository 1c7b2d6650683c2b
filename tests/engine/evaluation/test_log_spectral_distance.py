import numpy as np
import pytest

from engine.evaluation.log_spectral_distance import FLOOR_DB, log_spectral_distance
from tests.engine.evaluation.signals import noise, silence


def test_half_the_amplitude_is_six_decibels() -> None:
    sound = noise(20000)
    assert log_spectral_distance(sound, sound) == 0
    assert log_spectral_distance(sound, sound / 2) == pytest.approx(6.0206, abs=1e-3)


def test_an_impulse_against_silence_is_its_height_over_the_floor() -> None:
    impulse = silence(2049)
    impulse[1024] = 1.0
    # Frames are centred on samples 0, 512, ..., 2048; the periodic Hann window there is 0, 1/2, 1, 1/2, 0.
    # Each bin is the window's value over 512, the magnitude of a sine of amplitude 1.
    middle = 20 * np.log10(1 / 512) - FLOOR_DB
    expected = (0 + (middle - 6.0206) + middle + (middle - 6.0206) + 0) / 5
    assert log_spectral_distance(impulse, silence(2049)) == pytest.approx(expected, abs=1e-2)


def test_it_is_the_root_of_the_mean_square_over_bins() -> None:
    sound = noise(20480)
    spectrum = np.fft.rfft(sound)
    spectrum[len(spectrum) // 2 :] /= 10
    softer_above = np.fft.irfft(spectrum).astype(np.float32)
    # 20 dB in half of the bins: 20 / sqrt(2), but for the bins where the window smears one half into the other.
    assert log_spectral_distance(sound, softer_above) == pytest.approx(20 / np.sqrt(2), abs=0.4)
