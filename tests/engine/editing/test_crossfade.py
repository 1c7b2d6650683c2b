"""One sound goes over into another with the level that both have."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import Samples
from engine.editing.crossfade import correlation, fade, positions, weights
from engine.editing.levels import rms_dbfs
from tests.engine.editing.sounds import hiss, noise, tone

RATE_HZ = 48_000


def crossed(leaving: Samples, coming: Samples) -> Samples:
    falling, rising = fade(leaving, coming)
    return leaving * falling + coming * rising


def test_weights_of_like_sounds_add_up_and_those_of_strangers_do_so_in_power() -> None:
    falling, rising = weights(positions(100), 1.0)
    np.testing.assert_allclose(falling + rising, 1, atol=1e-6)
    falling, rising = weights(positions(100), 0.0)
    np.testing.assert_allclose(falling**2 + rising**2, 1, atol=1e-6)


@given(st.integers(1, 5000), st.floats(0, 1))
def test_a_fade_is_the_same_from_both_ends_and_never_turns_back(frames: int, alike: float) -> None:
    falling, rising = weights(positions(frames), alike)
    np.testing.assert_allclose(falling, rising[::-1], atol=1e-5)
    assert np.all(np.diff(rising[:, 0]) >= 0)
    assert np.all((rising >= 0) & (rising <= 1))


def test_a_sound_that_gives_way_to_itself_stays_as_it_is() -> None:
    sound = noise(960, 2)
    np.testing.assert_allclose(crossed(sound, sound), sound, atol=1e-6)


@pytest.mark.parametrize("alike", [0.0, 0.3, 0.7])
def test_noise_keeps_its_level_however_alike_both_are(alike: float) -> None:
    one, other = hiss(48_000, 2, seed=1), hiss(48_000, 2, seed=2)
    coming = np.float32(alike) * one + np.float32(np.sqrt(1 - alike**2)) * other
    heard = crossed(one, coming)
    levels = [rms_dbfs(heard[start : start + 4800]) for start in range(0, 48_000, 4800)]
    assert levels == pytest.approx([-20] * 10, abs=0.4)


@settings(deadline=None, max_examples=50)
@given(st.floats(200, 2000), st.floats(200, 2000), st.floats(0, 6.28))
def test_tones_that_meet_in_phase_make_no_bump(one_hz: float, other_hz: float, phase: float) -> None:
    one, other = tone(1440, RATE_HZ, one_hz), tone(1440, RATE_HZ, other_hz, phase)
    bends = [float(np.abs(np.diff(sound, 2, axis=0)).max()) for sound in (one, other, crossed(one, other))]
    assert bends[2] <= 1.16 * max(bends[:2])


def test_opposed_sounds_and_silence_have_nothing_in_common() -> None:
    sound = noise(100)
    assert correlation(sound, -sound) == 0
    assert correlation(sound, np.zeros_like(sound)) == 0
    assert correlation(sound, sound) == pytest.approx(1)
