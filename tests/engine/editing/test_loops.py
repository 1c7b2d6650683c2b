"""Loops have exactly their length, and nobody hears where they begin again."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from engine import RangeError, Samples
from engine.editing.levels import CEILING, peak, rms_dbfs
from engine.editing.loops import FADE_SECONDS, closed, frames_of_beats
from tests.clicks import assert_no_click
from tests.engine.editing.sounds import Sound, hiss, noise, notes, sounds


def test_beats_at_a_tempo_are_frames() -> None:
    assert frames_of_beats(4, 120, 48_000) == 96_000
    assert frames_of_beats(8, 174, 44_100) == round(8 * 60 / 174 * 44_100)
    assert frames_of_beats(0.25, 999, 8_000) == 120


@pytest.mark.parametrize("tempo", [0, 19.9, 1000, math.nan, math.inf])
def test_a_tempo_that_is_none_is_refused(tempo: float) -> None:
    with pytest.raises(RangeError, match="20 to 999 beats per minute"):
        frames_of_beats(4, tempo, 48_000)


@pytest.mark.parametrize("beats", [0, -1, math.nan, math.inf])
def test_a_loop_without_length_is_refused(beats: float) -> None:
    with pytest.raises(RangeError, match="beats above 0"):
        frames_of_beats(beats, 120, 48_000)


@settings(deadline=None, max_examples=60)
@given(
    sounds(("noise", "tone"), -50, -16),
    st.sampled_from((8_000, 44_100, 48_000, 96_000)),
    st.integers(1, 3),
    st.floats(0.5, 0.9),
)
def test_neither_joint_of_a_loop_that_is_played_three_times_clicks(
    sound: Sound, rate_hz: int, channels: int, seconds: float
) -> None:
    frames, fade = round(seconds * rate_hz), round(FADE_SECONDS * rate_hz)
    loop = closed(sound.samples(frames + fade, channels, rate_hz), frames, rate_hz)
    assert loop.shape == (frames, channels)
    thrice = np.tile(loop, (3, 1))
    assert_no_click(thrice, rate_hz, frames, frames + fade)
    assert_no_click(thrice, rate_hz, 2 * frames, 2 * frames + fade)


@pytest.mark.parametrize("channels", [1, 2])
def test_the_level_of_hiss_does_not_dip_at_the_joint(channels: int) -> None:
    loops = [closed(hiss(9_600 + 1440, channels, seed), 9_600, 48_000) for seed in range(100)]
    joints = [rms_dbfs(np.stack([loop[start : start + 240] for loop in loops])) for start in range(0, 1440, 240)]
    assert joints == pytest.approx([-20] * 6, abs=0.4)


def test_a_note_that_comes_round_in_phase_stays_as_it_is() -> None:
    sound = notes(48_000 + 1440, 48_000, 110, 5_000)
    np.testing.assert_allclose(closed(sound, 48_000, 48_000), sound[:48_000], atol=1e-4)


@given(
    arrays.arrays(np.float32, st.tuples(st.integers(2, 200), st.integers(1, 8)), elements=st.floats(-4, 4, width=32))
)
def test_a_loop_of_a_few_frames_has_exactly_those_below_the_ceiling(samples: Samples) -> None:
    for frames in {1, len(samples) // 2, len(samples) - 1}:
        loop = closed(samples, frames, 48_000)
        assert (loop.shape, loop.dtype) == ((frames, samples.shape[1]), np.float32)
        assert peak(loop) <= CEILING


@pytest.mark.parametrize("frames", [0, 100, 101])
def test_a_loop_needs_more_than_it_has(frames: int) -> None:
    with pytest.raises(RangeError, match="give 30 ms more than the loop has"):
        closed(noise(100), frames, 48_000)
