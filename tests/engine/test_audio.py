"""Sound as a value: lengths, rates, channels."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Audio, at_rate, exactly, frames_of, with_channels
from tests.engine.fakes import noise

RATES_HZ = [8000, 22050, 44100, 48000, 96000]


def sine(rate_hz: int, seconds: float = 0.5, hertz: float = 440.0) -> Audio:
    time = np.arange(round(seconds * rate_hz)) / rate_hz
    return Audio((0.5 * np.sin(2 * np.pi * hertz * time)).astype(np.float32)[:, None], rate_hz)


@given(st.floats(0, 1000), st.sampled_from(RATES_HZ))
def test_a_length_is_rounded_to_the_nearest_frame_but_one_at_least(seconds: float, rate_hz: int) -> None:
    frames = frames_of(seconds, rate_hz)
    assert frames >= 1
    assert abs(frames - seconds * rate_hz) <= 0.5 or frames == 1


@pytest.mark.parametrize(("from_hz", "to_hz"), [*itertools.permutations(RATES_HZ, 2)])
def test_at_another_rate_a_sine_stays_the_sine(from_hz: int, to_hz: int) -> None:
    converted = at_rate(sine(from_hz), to_hz)
    expected = sine(to_hz)
    assert converted.rate_hz == to_hz
    assert converted.samples.dtype == np.float32
    assert abs(converted.frames - expected.frames) <= 1
    inner = slice(to_hz // 10, 4 * to_hz // 10)
    np.testing.assert_allclose(converted.samples[inner], expected.samples[inner], atol=1e-3)


def test_at_its_own_rate_a_sound_is_itself() -> None:
    audio = sine(44100)
    assert at_rate(audio, 44100) is audio
    assert with_channels(audio, 1) is audio


def test_mono_is_copied_to_all_channels() -> None:
    samples = noise(10, 1, 0)
    np.testing.assert_array_equal(with_channels(Audio(samples, 8000), 3).samples, samples.repeat(3, axis=1))


def test_many_channels_are_averaged() -> None:
    samples = noise(10, 2, 0)
    mono = with_channels(Audio(samples, 8000), 1)
    np.testing.assert_allclose(mono.samples[:, 0], (samples[:, 0] + samples[:, 1]) / 2, atol=1e-7)
    np.testing.assert_array_equal(with_channels(Audio(samples, 8000), 6).samples, mono.samples.repeat(6, axis=1))


@given(st.integers(0, 20), st.integers(0, 20), st.integers(1, 3))
def test_exactly_cuts_or_adds_silence_at_the_end(before: int, frames: int, channels: int) -> None:
    samples = noise(before, channels, 0)
    fitted = exactly(samples, frames)
    kept = min(before, frames)
    assert fitted.shape == (frames, channels)
    assert fitted.dtype == np.float32
    np.testing.assert_array_equal(fitted[:kept], samples[:kept])
    assert not fitted[kept:].any()


def test_audio_knows_its_length() -> None:
    audio = Audio(np.zeros((11025, 2), np.float32), 44100)
    assert (audio.frames, audio.channels, audio.seconds) == (11025, 2, 0.25)
