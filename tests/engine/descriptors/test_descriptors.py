"""All five of a sound at once: within their ranges whatever comes, and blind to level but for loudness."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from hypothesis.extra.numpy import arrays

from engine.descriptors.descriptors import LOWEST, RANGES, Descriptors, described
from engine.descriptors.spectra import Numbers
from engine.errors import RangeError
from tests.engine.descriptors.sounds import decaying, hiss, sine, swelling


def test_a_hiss_is_brighter_and_noisier_than_a_tone_and_a_hit_shorter_and_quicker_than_a_swell() -> None:
    tone, noise = described(sine(200.0), 44100), described(hiss(), 44100)
    assert noise.brightness > tone.brightness + 5
    assert noise.noisiness > tone.noisiness + 20
    hit, swell = described(decaying(hiss(), 0.05), 44100), described(swelling(hiss(), 1.0), 44100)
    assert hit.attack < swell.attack - 5
    assert hit.length < swell.length - 3


def test_the_descriptors_are_those_that_have_a_range() -> None:
    assert Descriptors._fields == tuple(RANGES)
    assert all(each.low < each.high for each in RANGES.values())


@pytest.mark.parametrize("nothing", [np.zeros(0), np.zeros(5000), np.full(5000, 5e-5), np.full(10, 1e-45)])
def test_silence_has_the_low_ends(nothing: Numbers) -> None:
    assert described(nothing.astype(np.float32), 44100) == LOWEST


@settings(deadline=None)
@given(gain_db=some.floats(-50, 20))
def test_a_gain_changes_loudness_by_as_much_and_nothing_else(gain_db: float) -> None:
    sound = decaying(hiss(), 0.3)[:22050]
    before, after = described(sound, 44100), described((sound * 10 ** (gain_db / 20)).astype(np.float32), 44100)
    low, high = RANGES["loudness"].low, RANGES["loudness"].high
    assert after.loudness == pytest.approx(min(max(before.loudness + gain_db, low), high), abs=0.01)
    assert after[1:] == pytest.approx(before[1:], abs=0.02)


@settings(deadline=None)
@given(
    samples=arrays(np.float32, some.integers(0, 3000), elements=some.floats(-(2.0**100), 2.0**100, width=32)),
    rate_hz=some.sampled_from([4000, 8000, 44100, 192_000]),
)
def test_whatever_comes_is_within_the_ranges(samples: Numbers, rate_hz: int) -> None:
    for value, each in zip(described(samples, rate_hz), RANGES.values(), strict=True):
        assert each.low <= value <= each.high


@pytest.mark.parametrize("broken", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_is_refused(broken: float) -> None:
    sound = hiss()
    sound[1000] = broken
    with pytest.raises(RangeError, match="make the sound anew"):
        described(sound, 44100)
