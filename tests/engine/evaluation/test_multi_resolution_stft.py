import math

import pytest

from engine.evaluation.multi_resolution_stft import multi_resolution_stft_distance
from tests.engine.evaluation.signals import noise


def test_half_the_amplitude_converges_by_half_and_differs_by_ln_2() -> None:
    sound = noise(20000)
    assert multi_resolution_stft_distance(sound, sound / 2) == pytest.approx(0.5 + math.log(2), abs=1e-3)


def test_twice_the_amplitude_counts_against_the_reference() -> None:
    sound = noise(20000)
    assert multi_resolution_stft_distance(sound, 2 * sound) == pytest.approx(1 + math.log(2), abs=1e-3)


def test_a_sound_shorter_than_a_window_can_be_measured() -> None:
    assert multi_resolution_stft_distance(noise(300), noise(300)) == 0
