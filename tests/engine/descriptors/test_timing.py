"""Attack and length of decays and swells, against the times that their formulas give."""

import math

import numpy as np
import pytest

from engine.descriptors.spectra import Numbers
from engine.descriptors.timing import attack_octaves, envelope, length_octaves
from tests.engine.descriptors.sounds import decaying, hiss, sine, swelling


def attack_seconds(sound: Numbers, rate_hz: int = 44100) -> float:
    return float(2 ** attack_octaves(envelope(sound, rate_hz)))


def length_seconds(sound: Numbers, rate_hz: int = 44100) -> float:
    return float(2 ** length_octaves(envelope(sound, rate_hz)))


def test_the_envelope_is_the_mean_square() -> None:
    steps = envelope(sine(1000.0, 1.0), 44100)
    assert steps[100:-100] == pytest.approx(0.5, abs=0.01)
    assert len(steps) == pytest.approx(2.005 / 0.00025, abs=2)
    assert steps[0] == 0


@pytest.mark.parametrize("seconds", [0.02, 0.1, 0.5, 1.5])
def test_a_swell_takes_from_a_tenth_to_seven_tenths_of_its_time(seconds: float) -> None:
    expected = (10 ** (-3 / 20) - 0.1) * seconds
    assert attack_seconds(swelling(sine(1000.0), seconds)) == pytest.approx(expected, rel=0.1, abs=0.002)


@pytest.mark.parametrize("sound", [hiss(), sine(440.0), decaying(hiss(), 0.1), decaying(sine(60.0), 0.2)])
def test_what_begins_at_once_has_an_attack_of_a_few_milliseconds(sound: Numbers) -> None:
    assert attack_seconds(sound) < 0.007


def test_silence_and_faint_sound_before_do_not_lengthen_the_attack() -> None:
    hit = decaying(hiss(), 0.1)
    assert attack_seconds(np.concatenate([hiss(1e-4)[:22050], hit])) == pytest.approx(attack_seconds(hit), abs=0.002)


@pytest.mark.parametrize("seconds", [0.01, 0.1, 0.4])
def test_a_decay_is_heard_for_40_db(seconds: float) -> None:
    assert length_seconds(decaying(sine(1000.0), seconds)) == pytest.approx(2 * seconds, rel=0.05, abs=0.006)


def test_pauses_count_and_silence_around_does_not() -> None:
    step, pause = decaying(sine(1000.0), 0.02)[:4410], np.zeros(44100, np.float32)
    walk = np.concatenate([pause, step, pause, step, pause])
    assert length_seconds(walk) == pytest.approx(1.1 + 0.04, abs=0.01)


def test_one_sample_is_as_long_as_what_is_averaged() -> None:
    assert length_seconds(np.ones(1, np.float32)) == pytest.approx(0.005, abs=0.0005)


def test_the_rate_does_not_matter() -> None:
    slow = swelling(sine(200.0), 0.5)[::4]
    assert math.log2(attack_seconds(slow, 11025) / 0.3) == pytest.approx(math.log2(0.304 / 0.3), abs=0.05)
    assert length_seconds(slow, 11025) == pytest.approx(2.0, abs=0.01)
