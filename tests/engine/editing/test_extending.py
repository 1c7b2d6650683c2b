"""A sound goes on after its end and before its start; itself it stays as it is."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from engine import Audio, Samples
from engine.editing.levels import CEILING, peak, rms_dbfs
from engine.editing.regions import Region
from engine.editing.seams import with_regions_from
from tests.clicks import assert_no_click
from tests.engine.editing.sounds import Sound, noise, sounds, tone

SOUNDING = ("noise", "tone")


def with_more_on_both_sides(source: Audio, before: Samples, after: Samples) -> Audio:
    """A sound that goes on is one with regions before its start and after its end."""
    first, last = len(before), len(before) + source.frames
    longer = np.pad(source.samples, ((first, len(after)), (0, 0)))
    made = np.concatenate([before, source.samples, after])
    sides = (Region(0, first), Region(last, len(made)))
    return with_regions_from(Audio(longer, source.rate_hz), made, tuple(side for side in sides if side.frames))


def with_more_after(source: Audio, after: Samples) -> Audio:
    return with_more_on_both_sides(source, after[:0], after)


def with_more_before(source: Audio, before: Samples) -> Audio:
    return with_more_on_both_sides(source, before, before[:0])


@settings(deadline=None)
@given(st.data(), st.integers(1, 8), st.sampled_from((8_000, 192_000)))
def test_the_source_stays_in_its_place_bit_for_bit(data: st.DataObject, channels: int, rate_hz: int) -> None:
    lengths = data.draw(st.tuples(st.integers(0, 300), st.integers(1, 300), st.integers(0, 300)))
    before, source, after = (
        data.draw(arrays.arrays(np.float32, (frames, channels), elements=st.floats(-1, 1, width=32)))
        for frames in lengths
    )
    heard = with_more_on_both_sides(Audio(source, rate_hz), before, after)
    assert heard.frames == sum(lengths)
    assert heard.samples[lengths[0] : lengths[0] + lengths[1]].tobytes() == source.tobytes()
    assert peak(heard.samples) <= max(float(CEILING), peak(source)) + 1e-6


@settings(deadline=None, max_examples=20)
@given(sounds(SOUNDING, -50, -16), sounds(SOUNDING, -60, 0), st.sampled_from((8_000, 44_100, 48_000)))
def test_neither_seam_clicks_and_both_have_the_level_of_the_source(
    source: Sound, generated: Sound, rate_hz: int
) -> None:
    half, window = rate_hz // 2, round(0.05 * rate_hz)
    kept = Audio(source.samples(half, 2, rate_hz), rate_hz)
    more = generated.samples(half, 2, rate_hz)
    heard = with_more_on_both_sides(kept, more, more).samples
    fade = round(0.03 * rate_hz)
    assert_no_click(heard, rate_hz, half - fade, half)
    assert_no_click(heard, rate_hz, 2 * half, 2 * half + fade)
    if abs(source.dbfs - generated.dbfs) < 10:
        inside = rms_dbfs(heard[half - window : half]), rms_dbfs(heard[2 * half : 2 * half + window])
        outside = rms_dbfs(kept.samples[:window]), rms_dbfs(kept.samples[-window:])
        assert inside == pytest.approx(outside, abs=1)


def test_a_tone_that_goes_on_as_it_was_stays_one_tone() -> None:
    whole = tone(48_000, 48_000, 330, [0.0, 1.0])
    first, second = Audio(whole[:24_000], 48_000), Audio(whole[24_000:], 48_000)
    np.testing.assert_allclose(with_more_after(first, whole[24_000:]).samples, whole, atol=0.005)
    np.testing.assert_allclose(with_more_before(second, whole[:24_000]).samples, whole, atol=0.005)


def test_one_gain_brings_all_of_what_follows_to_the_level() -> None:
    source, after = Audio(noise(24_000), 48_000), noise(24_000, seed=1) * np.float32(0.5)
    gain = with_more_after(source, after).samples[24_000 + 1440 :] / after[1440:]
    assert gain == pytest.approx(2, rel=0.1)
    assert np.ptp(gain) < 1e-5
