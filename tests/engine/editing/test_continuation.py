"""A sound goes on: tones as tones, noise as noise, silence as silence."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from engine import Samples
from engine.editing.continuation import continued
from engine.editing.levels import amplitude, rms, rms_dbfs
from tests.clicks import assert_no_click
from tests.engine.editing.sounds import noise, notes, tone

RATE_HZ = 48_000


@pytest.mark.parametrize("rate_hz", [8_000, 48_000, 192_000])
@pytest.mark.parametrize("hertz", [60.0, 440.0, 3000.0])
def test_a_tone_keeps_its_phase(rate_hz: int, hertz: float) -> None:
    frames = rate_hz * 3 // 100
    whole = tone(rate_hz // 2 + frames, rate_hz, hertz, [0.0, 1.0])
    following = continued(whole[:-frames], frames, rate_hz)
    assert rms(following.samples - whole[-frames:]) < amplitude(-30) * rms(whole)
    assert following.certainty > 0.99


def test_a_note_with_partials_keeps_them() -> None:
    whole = notes(RATE_HZ // 2, RATE_HZ, 220, 3300)
    following = continued(whole[:-1440], 1440, RATE_HZ)
    assert rms(following.samples - whole[-1440:]) < amplitude(-20) * rms(whole)


def test_noise_goes_on_at_its_level_and_is_known_for_noise() -> None:
    sound = noise(RATE_HZ // 2, 2)
    following = continued(sound, 1440, RATE_HZ)
    assert rms_dbfs(following.samples) == pytest.approx(-20, abs=1)
    assert following.certainty < 0.2
    assert_no_click(np.concatenate([sound, following.samples]), RATE_HZ, len(sound), len(sound) + 480)


def test_an_attack_is_not_heard_again() -> None:
    sound = noise(RATE_HZ // 2) * np.float32(0.01)
    sound[-240:-220] += 0.8
    assert rms(continued(sound, 1440, RATE_HZ).samples) < 0.4 * rms(sound[-1440:])


def test_silence_goes_on_as_silence() -> None:
    following = continued(np.zeros((4800, 2), np.float32), 100, RATE_HZ)
    assert not following.samples.any()
    assert following.certainty == 0


@settings(deadline=None)
@given(
    arrays.arrays(
        np.float32,
        st.tuples(st.integers(1, 40), st.integers(1, 3)),
        elements=st.floats(-1, 1, width=32),
    ),
    st.integers(1, 200),
)
def test_whatever_stands_before_goes_on_finite(sound: Samples, frames: int) -> None:
    following = continued(sound, frames, 8_000)
    assert following.samples.shape == (frames, sound.shape[1])
    assert following.samples.dtype == np.float32
    assert np.all(np.isfinite(following.samples))
    assert 0 <= following.certainty <= 1
