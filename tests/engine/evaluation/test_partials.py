import math

import pytest

from engine.evaluation.partials import levels, partial_difference, partials
from engine.evaluation.sounds import Mono
from tests.engine.evaluation.signals import noise, tones

PITCH_HZ = 220.0
HARMONIC = [PITCH_HZ * number for number in range(1, 21)]
STRETCHED = [PITCH_HZ * number * math.sqrt(1 + 4e-4 * number**2) for number in range(1, 21)]
"""The partials of a stiff string (Fletcher, 1964): the 20th is 1.5 spacings too high."""


def note(hertz: list[float], noise_level: float) -> Mono:
    return tones(hertz, 1.5) + noise_level * noise(int(1.5 * 44100))


def test_twice_the_noise_between_partials_is_six_decibels_less_prominence() -> None:
    difference = partial_difference(note(HARMONIC, 0.01), note(HARMONIC, 0.02), PITCH_HZ)
    assert difference is not None
    assert difference.partials == 20
    assert difference.median_db == pytest.approx(6.02, abs=0.1)
    assert difference.lost_db == pytest.approx(6.02, abs=0.1)


def test_clearer_partials_are_a_difference_that_is_no_loss() -> None:
    difference = partial_difference(note(HARMONIC, 0.02), note(HARMONIC, 0.01), PITCH_HZ)
    assert difference is not None
    assert difference.median_db == pytest.approx(6.02, abs=0.1)
    assert difference.lost_db == pytest.approx(-6.02, abs=0.1)


def test_stretched_partials_are_followed() -> None:
    found = partials(levels(note(STRETCHED, 1e-3)), PITCH_HZ)
    assert found == pytest.approx(STRETCHED, abs=6)


def test_partials_that_are_gone_lose_what_they_had() -> None:
    difference = partial_difference(note(HARMONIC, 1e-3), note(HARMONIC[:5], 1e-3), PITCH_HZ)
    assert difference is not None
    assert difference.lost_db > 25


def test_noise_has_no_partials_to_measure() -> None:
    assert partial_difference(noise(66150), noise(66150), PITCH_HZ) is None
