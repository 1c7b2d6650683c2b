"""Edits from end to end with the model that costs nothing: exact lengths, kept samples, no clicks, plain refusals."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import Audio, Generate, ModelError, RangeError, Samples, TakeShape, frames_of
from engine.jobs import Job, check_can
from engine.models.tone import load_tone
from engine.take_form import check_sources, take_form
from engine.tasks import Edit, Extend, Inpaint, Loop, Morph, Style, Transform, Upscale
from tests.clicks import assert_no_click
from tests.engine.fakes import CARD, noise
from tests.engine.test_rendering import made

RATE_HZ = 44_100
SIDES = {"end": 1, "start": 1, "both": 2}


def sine(hertz: float, seconds: float, rate_hz: int = RATE_HZ, channels: int = 1) -> Audio:
    wave = 0.3 * np.sin(2 * np.pi * hertz * np.arange(frames_of(seconds, rate_hz)) / rate_hz)
    return Audio(np.repeat(wave.astype(np.float32)[:, None], channels, axis=1), rate_hz)


def edited(task: Edit, *sources: Audio, rate_hz: int = RATE_HZ) -> Samples:
    """What the tone makes of it, in the form that a take of it has."""
    shapes = [TakeShape("", source.frames, source.channels, source.rate_hz) for source in sources]
    form = take_form(task, shapes, 1, rate_hz)
    with made(load_tone(), task, form.frames, form.channels, form.rate_hz, *sources) as samples:
        return samples


@settings(max_examples=25, deadline=None)
@given(st.sampled_from([8_000, 22_050, 44_100, 96_000]), st.integers(1, 2), st.floats(0.05, 0.5), st.floats(0.05, 0.3))
def test_outside_of_a_region_every_sample_is_the_sources(
    rate_hz: int, channels: int, start: float, length: float
) -> None:
    source = Audio(noise(rate_hz, channels, 3), rate_hz)
    samples = edited(Inpaint(regions=((start, start + length),)), source)
    inside = slice(round(start * rate_hz), round((start + length) * rate_hz))
    assert samples.shape == source.samples.shape
    np.testing.assert_array_equal(samples[: inside.start], source.samples[: inside.start])
    np.testing.assert_array_equal(samples[inside.stop :], source.samples[inside.stop :])
    assert not np.array_equal(samples[inside], source.samples[inside])


def test_several_regions_have_seams_that_do_not_click() -> None:
    source = sine(500, 1.5, channels=2)
    samples = edited(Inpaint(regions=((0.3, 0.5), (0.9, 1.2)), style=Style(prompt="500")), source)
    for second in (0.3, 0.5, 0.9, 1.2):
        at = round(second * RATE_HZ)
        assert_no_click(samples, RATE_HZ, at - 400, at + 400)


@pytest.mark.parametrize("side", ["end", "start", "both"])
def test_a_sound_is_extended_by_exactly_that_and_stays_as_it_was(side: str) -> None:
    source = sine(300, 0.5, 48_000, channels=2)
    samples = edited(Extend(seconds=0.25, side=side), source)  # type: ignore[arg-type]
    first = {"end": 0, "start": 12_000, "both": 12_000}[side]
    assert samples.shape == (24_000 + 12_000 * SIDES[side], 2)
    np.testing.assert_array_equal(samples[first : first + 24_000], source.samples)
    assert np.abs(samples[-6_000:]).max() > 0.01


@pytest.mark.parametrize(("strength", "amount"), [(0.0, 0.0), (0.3, 0.3), (1.0, 1.0)])
def test_a_transformed_sound_is_the_further_away_the_stronger(strength: float, amount: float) -> None:
    source = sine(1000, 0.5, 48_000)
    samples = edited(Transform(strength=strength, style=Style(prompt="250")), source)
    apart = float(np.sqrt(np.mean((samples - source.samples) ** 2)))
    assert apart == pytest.approx(amount * np.sqrt((0.5**2 + 0.3**2) / 2), rel=0.05, abs=1e-9)


def test_strength_0_copies_to_the_bit_at_any_rate() -> None:
    source = Audio(noise(5_000, 2, 1), 22_050)
    np.testing.assert_array_equal(edited(Transform(strength=0.0), source), source.samples)


@pytest.mark.parametrize("rate_hz", [44_100, 48_000])
def test_a_loop_is_exactly_as_long_as_asked_and_its_joint_does_not_click(rate_hz: int) -> None:
    samples = edited(Loop(seconds=1.0, style=Style(prompt="441")), rate_hz=rate_hz)
    assert samples.shape == (rate_hz, 1)
    round_and_round = np.concatenate([samples] * 3)
    assert_no_click(round_and_round, rate_hz, rate_hz - 500, rate_hz + 500)
    assert np.abs(samples[:200]).max() > 0.1


def test_a_loop_of_a_source_has_its_rate_and_channels() -> None:
    assert edited(Loop(seconds=0.25), sine(200, 1.0, 32_000, channels=2)).shape == (8_000, 2)


def test_a_dull_recording_keeps_what_it_has_and_gets_the_rate_that_was_asked_for() -> None:
    source = Audio(noise(16_000, 1, 1, 0.3), 16_000)
    samples = edited(Upscale(), source, rate_hz=48_000)
    assert samples.shape == (48_000, 1)
    spectrum = np.abs(np.fft.rfft(samples[:, 0]))
    assert spectrum[9_000:].max() > 100 * spectrum[9_000:].mean()  # the tone above what there was
    kept, was = np.fft.rfft(samples[:, 0])[:5_000], np.fft.rfft(source.samples[:, 0])[:5_000]
    gain = np.abs(np.vdot(was, kept)) / np.vdot(was, was).real  # one for all, so that the sum keeps below -1 dBFS
    assert np.abs(kept - gain * was).max() < 0.01 * gain * np.abs(was).max()


def test_a_recording_that_goes_all_the_way_up_is_refused_with_what_to_do() -> None:
    with pytest.raises(RangeError, match=r"all the way up already: give `cutoff`"):
        edited(Upscale(), Audio(noise(48_000, 1, 1), 48_000), rate_hz=48_000)


def test_a_cutoff_above_all_that_the_model_makes_is_refused() -> None:
    with pytest.raises(RangeError, match=r"tone makes nothing above 24000 Hz, and the sound goes up to 30000 Hz"):
        edited(Upscale(cutoff_hz=30_000.0), Audio(noise(96_000, 1, 1), 96_000), rate_hz=96_000)


def test_a_morph_goes_from_one_take_to_the_other() -> None:
    first, second = sine(300, 0.3, 48_000), sine(700, 0.2, 48_000)
    np.testing.assert_allclose(edited(Morph(amount=0.0), first, second), first.samples, atol=1e-6)
    whole = edited(Morph(amount=1.0), first, second)
    np.testing.assert_allclose(whole[:9_600], second.samples, atol=1e-6)
    assert len(whole) == first.frames


def test_regions_outside_of_the_source_are_refused() -> None:
    with pytest.raises(RangeError, match="outside of the source"):
        edited(Inpaint(regions=((0.5, 2.0),)), sine(300, 1.0))


def test_a_model_that_can_not_says_so_before_anything_is_made() -> None:
    job = Job(number=1, model="steady", task=Transform(), seed=1, rate_hz=8000, sources=(TakeShape("", 800, 1, 8000),))
    with pytest.raises(ModelError, match=r"steady can't transform; it can generate, vary, loop\. Name another"):
        check_can(job, replace(CARD, name="steady", edits=("loop",)))


@pytest.mark.parametrize(("task", "sources"), [(Generate(), 1), (Transform(), 0), (Transform(), 2), (Morph(), 3)])
def test_tasks_have_their_number_of_sources(task: Edit, sources: int) -> None:
    with pytest.raises(ValueError, match="sources"):
        check_sources(task, [TakeShape("", 800, 1, 8000)] * sources)


@settings(max_examples=40, deadline=None)
@given(
    st.integers(500, 9_001),
    st.sampled_from([8_000, 11_025, 44_100]),
    st.floats(0.05, 0.4),
    st.sampled_from(sorted(SIDES)),
)
def test_no_length_is_rounded_in_two_ways(frames: int, rate_hz: int, seconds: float, side: str) -> None:
    source = Audio(noise(frames, 1, 1), rate_hz)
    longer = edited(Extend(seconds=seconds, side=side), source)  # type: ignore[arg-type]
    assert len(longer) == frames + SIDES[side] * frames_of(seconds, rate_hz)
    assert len(edited(Loop(seconds=0.1 + seconds), rate_hz=rate_hz)) == frames_of(0.1 + seconds, rate_hz)
