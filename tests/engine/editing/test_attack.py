"""Whatever the sound, it takes as long to rise as it is asked to, and is as loud as it was."""

import numpy as np
import pytest

from engine.audio import Samples
from engine.descriptors.spectra import Numbers
from engine.descriptors.timing import attack_octaves, envelope
from engine.editing.attack import with_attack
from tests.engine.descriptors.sounds import decaying, hiss, sine, swelling

RATE = 44100
LASTING = {"hiss": hiss(0.2), "tone": sine(440.0), "swell": swelling(sine(440.0), 1.5)}


def attack_seconds(samples: Samples) -> float:
    return float(2 ** attack_octaves(envelope(samples[:, 0], RATE)))


@pytest.mark.parametrize("name", LASTING)
@pytest.mark.parametrize("seconds", [0.01, 0.05, 0.2, 0.8])
def test_the_attack_is_the_one_that_was_asked_for(name: str, seconds: float) -> None:
    shaped = with_attack(LASTING[name][:, None], RATE, seconds)
    assert attack_seconds(shaped) == pytest.approx(seconds, rel=0.3)


@pytest.mark.parametrize("seconds", [0.05, 0.15])
def test_what_decays_sooner_is_led_up_as_well(seconds: float) -> None:
    shaped = with_attack(decaying(hiss(0.5), 0.15)[:, None], RATE, seconds)
    assert attack_seconds(shaped) == pytest.approx(seconds, rel=0.4)


def test_a_short_one_makes_what_swells_begin_at_once() -> None:
    slow = swelling(hiss(0.3), 1.5)[:, None]
    fast = with_attack(slow, RATE, 0.005)
    assert attack_seconds(fast) < 0.02 < 0.8 < attack_seconds(slow)
    np.testing.assert_array_equal(fast[-RATE // 4 :], slow[-RATE // 4 :])


@pytest.mark.parametrize("seconds", [0.002, 0.1, 5.0])
@pytest.mark.parametrize("sound", [hiss(0.2), decaying(sine(60.0), 0.2), swelling(sine(200.0), 1.0)])
def test_it_is_as_loud_at_its_peak(sound: Numbers, seconds: float) -> None:
    shaped = with_attack(sound[:, None], RATE, seconds)
    assert shaped.dtype == np.float32
    assert float(np.abs(shaped).max()) == pytest.approx(float(np.abs(sound).max()), rel=1e-5)


@pytest.mark.parametrize("seconds", [0.05, 0.4, 1.2])
def test_its_level_is_led_without_a_step(seconds: float) -> None:
    tone = swelling(sine(440.0), 0.6)
    gains = with_attack(tone[:, None], RATE, seconds)[2000:, 0] / np.where(np.abs(tone) > 0.02, tone, np.nan)[2000:]
    decibels = 20 * np.log10(gains[~np.isnan(gains)])
    assert float(np.abs(np.diff(decibels)).max()) < 1.0


def test_both_channels_are_led_alike() -> None:
    one = hiss(0.2)[:, None]
    both = with_attack(np.concatenate([one, 0.5 * one], axis=1), RATE, 0.3)
    np.testing.assert_allclose(both[:, 1], 0.5 * both[:, 0], atol=1e-6)


@pytest.mark.parametrize("frames", [0, 1, 50])
def test_silence_and_next_to_nothing_stay(frames: int) -> None:
    silence = np.zeros((frames, 1), np.float32)
    np.testing.assert_array_equal(with_attack(silence, RATE, 0.1), silence)
    assert with_attack(np.ones((frames, 1), np.float32), RATE, 0.1).shape == (frames, 1)


@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")
@pytest.mark.parametrize("wrong", [np.nan, np.inf])
def test_what_is_no_number_stays_so_that_the_job_fails(wrong: float) -> None:
    sound = hiss(0.2)[:, None].copy()
    sound[5000] = wrong
    assert not np.isfinite(with_attack(sound, RATE, 0.1)).all()
