"""Generated sound in regions: nothing changes outside, nothing clicks, and levels meet at the seams."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from engine import Audio, ModelError, Samples
from engine.editing.levels import CEILING, amplitude, peak, rms_dbfs
from engine.editing.regions import Region
from engine.editing.seams import with_regions_from
from tests.clicks import assert_no_click
from tests.engine.editing.sounds import Sound, noise, sounds, tone

RATES_HZ = (8_000, 22_050, 44_100, 48_000)
SOUNDING = ("noise", "tone")
ALL = ("noise", "tone", "silence")


def kept(regions: tuple[Region, ...], frames: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    outside = np.ones(frames, np.bool_)
    for region in regions:
        outside[region.start_frame : region.end_frame] = False
    return outside


def edges_dbfs(heard: Audio, region: Region) -> list[tuple[float, float]]:
    """At each seam the RMS outside and inside, over 50 ms (half of the region at most)."""
    window = round(0.05 * heard.rate_hz)
    within = min(window, (region.frames + 1) // 2)
    start, end, samples = region.start_frame, region.end_frame, heard.samples
    return [
        (rms_dbfs(samples[start - window : start]), rms_dbfs(samples[start : start + within])),
        (rms_dbfs(samples[end : end + window]), rms_dbfs(samples[end - within : end])),
    ]


@st.composite
def hostile(draw: st.DrawFn) -> tuple[Audio, Samples, tuple[Region, ...]]:
    """A few frames of anything, louder than full scale, too, and regions of any size."""
    shape = draw(st.tuples(st.integers(1, 400), st.integers(1, 8)))
    anything = arrays.arrays(np.float32, shape, elements=st.floats(-4, 4, width=32))
    edges = sorted(draw(st.sets(st.integers(0, shape[0]), max_size=6)))
    regions = tuple(Region(start, end) for start, end in zip(edges[::2], edges[1::2], strict=False))
    return Audio(draw(anything), draw(st.sampled_from((8_000, 48_000, 192_000)))), draw(anything), regions


@settings(deadline=None, max_examples=100)
@given(hostile())
def test_outside_of_the_regions_every_bit_stays_and_inside_nothing_is_too_loud(
    drawn: tuple[Audio, Samples, tuple[Region, ...]],
) -> None:
    source, generated, regions = drawn
    before = source.samples.copy()
    heard = with_regions_from(source, generated, regions)
    outside = kept(regions, source.frames)
    assert heard.samples[outside].tobytes() == source.samples[outside].tobytes()
    assert np.array_equal(source.samples, before)
    assert (heard.samples.shape, heard.samples.dtype, heard.rate_hz) == (before.shape, np.float32, source.rate_hz)
    loudest_outside = peak(source.samples[outside])
    assert peak(heard.samples[~outside]) <= max(float(CEILING), loudest_outside) + 1e-6


@settings(deadline=None, max_examples=15)
@given(
    source=sounds(SOUNDING, -50, -16),
    generated=sounds(SOUNDING, -50, -16),
    rate_hz=st.sampled_from(RATES_HZ),
    channels=st.integers(1, 3),
    seconds=st.floats(0.1, 0.8),
)
def test_no_seam_clicks(source: Sound, generated: Sound, rate_hz: int, channels: int, seconds: float) -> None:
    frames, start = round(1.6 * rate_hz), round(0.4 * rate_hz)
    region = Region(start, start + round(seconds * rate_hz))
    whole = Audio(source.samples(frames, channels, rate_hz), rate_hz)
    heard = with_regions_from(whole, generated.samples(frames, channels, rate_hz), (region,))
    fade = round(0.03 * rate_hz)
    assert_no_click(heard.samples, rate_hz, region.start_frame, region.start_frame + fade)
    assert_no_click(heard.samples, rate_hz, region.end_frame - fade, region.end_frame)


@settings(deadline=None, max_examples=40)
@given(
    before=sounds(ALL, -80, -16),
    after=sounds(ALL, -80, -16),
    generated=sounds(ALL, -90, 0),
    rate_hz=st.sampled_from(RATES_HZ),
    channels=st.integers(1, 3),
    seconds=st.floats(0.1, 0.6),
)
def test_levels_meet_at_the_seams_within_12_db(
    before: Sound, after: Sound, generated: Sound, rate_hz: int, channels: int, seconds: float
) -> None:
    third = round(seconds * rate_hz)
    region = Region(third, 2 * third)
    parts = [sound.samples(third, channels, rate_hz) for sound in (before, before, after)]
    made = generated.samples(3 * third, channels, rate_hz)
    heard = with_regions_from(Audio(np.concatenate(parts), rate_hz), made, (region,))
    assert peak(heard.samples[third : 2 * third]) <= CEILING
    raw = edges_dbfs(Audio(made, rate_hz), region)
    for (outside, inside), (_, own) in zip(edges_dbfs(heard, region), raw, strict=True):
        if outside > -60 and abs(outside - own) < 10:
            assert inside == pytest.approx(outside, abs=1)
    inner = slice(region.start_frame + third // 3, region.end_frame - third // 3)
    loudest, softest = rms_dbfs(made[inner]) + 12.5, rms_dbfs(made[inner]) - 12.5
    middle = rms_dbfs(heard.samples[inner])
    assert softest <= middle <= loudest or math.isinf(loudest)


@settings(deadline=None, max_examples=50)
@given(
    source=arrays.arrays(np.float32, (900, 2), elements=st.floats(-1, 1, width=32)),
    generated=arrays.arrays(np.float32, (900, 2), elements=st.floats(-1, 1, width=32)),
)
def test_the_gain_is_never_more_than_12_db_either_way(source: Samples, generated: Samples) -> None:
    heard = with_regions_from(Audio(source, 8_000), generated, (Region(100, 800),)).samples
    # Away from the fades there is nothing but generated sound, at its gain.
    inner, own = heard[340:560].astype(np.float64), generated[340:560].astype(np.float64)
    assert np.all(np.abs(inner) <= np.abs(own) * amplitude(12.01) + 1e-9)
    if peak(generated) * amplitude(12.0) < CEILING:
        assert np.all(np.abs(inner) >= np.abs(own) * amplitude(-12.01) - 1e-9)


def test_a_gain_goes_smoothly_from_one_seam_to_the_other() -> None:
    rate_hz = 48_000
    source = noise(3 * rate_hz)
    source[2 * rate_hz :] *= np.float32(amplitude(-16))
    generated = noise(3 * rate_hz, seed=1) * np.float32(amplitude(-8))
    heard = with_regions_from(Audio(source, rate_hz), generated, (Region(rate_hz, 2 * rate_hz),)).samples
    inner = slice(rate_hz + 1440, 2 * rate_hz - 1440)
    gain = heard[inner] / generated[inner]
    assert gain[0] == pytest.approx(amplitude(8), rel=0.1)
    assert gain[-1] == pytest.approx(amplitude(-8), rel=0.1)
    steps = np.diff(gain[np.abs(generated[inner]) > 0.01])
    assert steps.max() < 1e-5
    assert np.abs(steps).max() < 1e-3


def test_what_a_region_held_is_heard_no_more() -> None:
    rate_hz = 48_000
    whole = tone(2 * rate_hz, rate_hz, 220)
    broken = whole.copy()
    broken[rate_hz : rate_hz + 9600] = 0
    region = Region(rate_hz, rate_hz + 9600)
    mended = with_regions_from(Audio(broken, rate_hz), whole, (region,))
    np.testing.assert_allclose(mended.samples, whole, atol=0.01)
    crackling = broken.copy()
    crackling[rate_hz : rate_hz + 9600] = noise(9600)
    assert np.array_equal(with_regions_from(Audio(crackling, rate_hz), whole, (region,)).samples, mended.samples)


def test_a_source_louder_than_the_ceiling_comes_down_within_the_fade() -> None:
    rate_hz, region = 48_000, Region(24_000, 72_000)
    source = Audio(tone(2 * rate_hz, rate_hz, 220, level=1.0), rate_hz)
    heard = with_regions_from(source, tone(2 * rate_hz, rate_hz, 220, 2.0, level=1.0), (region,)).samples
    assert peak(heard[24_000 + 1440 : 72_000 - 1440]) <= CEILING
    assert peak(heard[:24_000]) == peak(source.samples[:24_000])
    assert_no_click(heard, rate_hz, 24_000, 25_440)
    assert_no_click(heard, rate_hz, 70_560, 72_000)


def test_a_matched_level_that_would_be_too_loud_is_taken_back_without_a_clip() -> None:
    rate_hz = 48_000
    source = Audio(noise(2 * rate_hz) * np.float32(2.0), rate_hz)
    generated = tone(2 * rate_hz, rate_hz, 300, 1.0, level=0.2)
    generated[48_000:50_000] *= 6
    heard = with_regions_from(source, generated, (Region(24_000, 72_000),)).samples
    assert peak(heard[24_000:72_000]) <= CEILING
    loud = np.abs(generated[48_000:50_000]) > 0.1
    gain = (heard[48_000:50_000] / np.where(loud, generated[48_000:50_000], 1))[loud]
    # A clip would lower the crests alone.
    assert np.ptp(gain) < 0.05 * gain.max()
    assert heard[40_000, 0] / generated[40_000, 0] > 1.7 * gain.max()


def test_a_region_over_all_of_the_source_is_the_generated_sound() -> None:
    generated = noise(8000, 2)
    heard = with_regions_from(Audio(np.zeros((8000, 2), np.float32), 8_000), generated, (Region(0, 8000),))
    assert np.array_equal(heard.samples, generated)


def test_generated_sound_of_another_shape_is_refused() -> None:
    with pytest.raises(ModelError, match=r"100 frames in 2 channels were due .* 90 in 2 came"):
        with_regions_from(Audio(noise(100, 2), 8_000), noise(90, 2), (Region(0, 50),))
