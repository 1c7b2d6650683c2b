"""A dull recording's end is found, a full one has none, and what is generated above leaves the source alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from engine import Audio, ModelError, RangeError, Samples, at_rate
from engine.editing.bandwidth import find_cutoff_hz, with_source_below
from engine.editing.levels import CEILING, amplitude, peak, rms, rms_dbfs
from tests.engine.editing.sounds import noise, notes, tone

RATE_HZ = 48_000


def shaped(samples: Samples, rate_hz: int, gain_at: object) -> Samples:
    """The samples with their spectrum multiplied by a function of hertz."""
    spectrum = np.fft.rfft(samples, axis=0)
    gains = np.array([gain_at(hertz) for hertz in np.fft.rfftfreq(len(samples), 1 / rate_hz)])  # type: ignore[operator]
    return np.fft.irfft(spectrum * gains[:, None], n=len(samples), axis=0).astype(np.float32)


def low_passed(samples: Samples, rate_hz: int, cutoff_hz: float) -> Samples:
    return shaped(samples, rate_hz, lambda hertz: float(hertz <= cutoff_hz))


def falling(samples: Samples, rate_hz: int, decibels_per_octave: float) -> Samples:
    return shaped(samples, rate_hz, lambda hertz: (max(hertz, 100.0) / 100) ** (-decibels_per_octave / 6.02))


def ladder(samples: Samples, rate_hz: int, cutoff_hz: float, resonance: float) -> Samples:
    """As a synthesizer's filter of 24 dB an octave does it."""

    def gain_at(hertz: float) -> complex:
        poles = 1 / (1 + 1j * hertz / cutoff_hz) ** 4
        return poles / (1 + resonance * poles)

    return shaped(samples, rate_hz, gain_at)


def band_dbfs(samples: Samples, rate_hz: int, low_hz: float, high_hz: float) -> float:
    return rms_dbfs(shaped(samples, rate_hz, lambda hertz: float(low_hz <= hertz < high_hz)))


@pytest.mark.parametrize("rate_hz", [22_050, 44_100, 48_000, 96_000, 192_000])
@pytest.mark.parametrize("cutoff_hz", [2_000, 3_400, 8_000])
@pytest.mark.parametrize("floor_dbfs", [-160.0, -70.0])
def test_noise_ends_where_it_was_cut(rate_hz: int, cutoff_hz: float, floor_dbfs: float) -> None:
    floor = noise(rate_hz, 2, seed=1) * np.float32(amplitude(floor_dbfs + 20))
    dull = low_passed(noise(rate_hz, 2), rate_hz, cutoff_hz) + floor
    assert find_cutoff_hz(Audio(dull, rate_hz)) == pytest.approx(cutoff_hz, rel=0.04)


@pytest.mark.parametrize("rate_hz", [44_100, 96_000])
@pytest.mark.parametrize("hertz", [110, 220, 440])
@pytest.mark.parametrize("cutoff_hz", [3_400, 8_000, 16_000])
def test_notes_end_with_their_last_partial(rate_hz: int, hertz: float, cutoff_hz: float) -> None:
    found = find_cutoff_hz(Audio(notes(rate_hz, rate_hz, hertz, cutoff_hz), rate_hz))
    assert found is not None
    assert cutoff_hz - hertz < found < cutoff_hz * 1.04


@pytest.mark.parametrize("original_hz", [8_000, 16_000, 22_050])
@pytest.mark.parametrize("rate_hz", [44_100, 48_000])
def test_an_original_at_a_low_rate_ends_at_half_of_it(original_hz: int, rate_hz: int) -> None:
    originals = [
        noise(original_hz),
        falling(noise(original_hz), original_hz, 9),
        notes(original_hz, original_hz, 110, 0.5 * original_hz),
    ]
    for original in originals:
        found = find_cutoff_hz(at_rate(Audio(original, original_hz), rate_hz))
        assert found == pytest.approx(0.97 * original_hz / 2, rel=0.04)


@pytest.mark.parametrize("rate_hz", [8_000, 16_000, 44_100, 48_000, 96_000])
def test_what_goes_all_the_way_up_or_falls_gently_has_no_cutoff(rate_hz: int) -> None:
    white = noise(rate_hz)
    gentle = [white, *(falling(white, rate_hz, decibels) for decibels in (3, 6, 12, 18, 24))]
    filtered = [ladder(white, rate_hz, cutoff_hz, resonance) for cutoff_hz in (1000, 3000) for resonance in (0, 3, 3.6)]
    full = [notes(rate_hz, rate_hz, 110, rate_hz / 2), notes(rate_hz, rate_hz, 880, rate_hz / 2)]
    assert [find_cutoff_hz(Audio(sound, rate_hz)) for sound in gentle + filtered + full] == [None] * 14


def test_a_single_tone_silence_and_a_few_frames_have_none() -> None:
    for sound in (tone(RATE_HZ, RATE_HZ, 1500), np.zeros((RATE_HZ, 2), np.float32), noise(100)):
        assert find_cutoff_hz(Audio(sound, RATE_HZ)) is None


def test_a_recording_beyond_hearing_or_close_to_half_the_rate_is_full() -> None:
    assert find_cutoff_hz(Audio(low_passed(noise(96_000), 96_000, 20_000), 96_000)) is None
    assert find_cutoff_hz(Audio(low_passed(noise(22_050), 22_050, 10_500), 22_050)) is None


@pytest.mark.parametrize("rate_hz", [8_000, 48_000, 192_000])
@pytest.mark.parametrize("channels", [1, 2, 8])
def test_the_source_below_the_crossover_comes_back(rate_hz: int, channels: int) -> None:
    source = low_passed(noise(rate_hz // 2, channels), rate_hz, 2_000)
    generated = noise(rate_hz // 2, channels, seed=1)
    joined = with_source_below(Audio(source, rate_hz), Audio(generated, rate_hz), 2_000)
    # Faded in and out: where a sound begins at once, it has all frequencies.
    difference = (joined.samples - source) * np.hanning(len(source))[:, None].astype(np.float32)
    below = low_passed(difference, rate_hz, 1_500)
    assert rms(below) < amplitude(-60) * rms(source)


def test_above_the_cutoff_is_the_generated_sound_at_the_level_of_the_source() -> None:
    source = low_passed(noise(RATE_HZ, 2), RATE_HZ, 4_000)
    generated = noise(RATE_HZ, 2, seed=1) * np.float32(amplitude(-9))
    joined = with_source_below(Audio(source, RATE_HZ), Audio(generated, RATE_HZ), 4_000).samples
    above = shaped(joined - generated * np.float32(amplitude(9)), RATE_HZ, lambda hertz: float(hertz > 4_200))
    # Away from both ends: where a sound begins at once, it has all frequencies.
    assert rms(above[2400:-2400]) < amplitude(-30) * rms(joined)
    thirds = [band_dbfs(joined, RATE_HZ, low, low + 400) for low in (2_400, 2_800, 3_200, 3_600, 4_000, 4_400)]
    assert thirds == pytest.approx([thirds[0]] * 6, abs=1)


def test_a_generated_sound_that_agrees_with_the_source_makes_no_bump() -> None:
    whole = noise(RATE_HZ)
    dull = low_passed(whole, RATE_HZ, 4_000)
    joined = with_source_below(Audio(dull, RATE_HZ), Audio(whole, RATE_HZ), 4_000).samples
    assert rms(joined - whole) < amplitude(-40) * rms(whole)


def test_the_gain_is_12_db_at_most() -> None:
    source = low_passed(noise(RATE_HZ), RATE_HZ, 4_000)
    for level_db, gained_db in ((-40, 12), (40, -12)):
        generated = noise(RATE_HZ, seed=1) * np.float32(amplitude(level_db))
        quiet = Audio(source * np.float32(0.01), RATE_HZ), Audio(generated * np.float32(0.01), RATE_HZ)
        above = band_dbfs(with_source_below(*quiet, 4_000).samples, RATE_HZ, 6_000, 20_000)
        assert above - band_dbfs(generated * np.float32(0.01), RATE_HZ, 6_000, 20_000) == pytest.approx(
            gained_db, abs=0.1
        )


def test_silence_on_either_side_stays_silence() -> None:
    swelling = noise(9000) * np.hanning(9000)[:, None].astype(np.float32)
    silence, sound = Audio(np.zeros((9000, 1), np.float32), RATE_HZ), Audio(swelling, RATE_HZ)
    assert not with_source_below(silence, silence, 4_000).samples.any()
    assert band_dbfs(with_source_below(silence, sound, 4_000).samples, RATE_HZ, 0, 2_500) < -80
    assert band_dbfs(with_source_below(sound, silence, 4_000).samples, RATE_HZ, 5_000, 24_000) < -80


@given(
    arrays.arrays(np.float32, st.tuples(st.integers(1, 60), st.integers(1, 8)), elements=st.floats(-4, 4, width=32)),
    st.sampled_from([8_000, 48_000, 192_000]),
    st.floats(1, 3_999),
)
def test_a_few_frames_of_anything_are_joined_below_the_ceiling(
    samples: Samples, rate_hz: int, cutoff_hz: float
) -> None:
    joined = with_source_below(Audio(samples, rate_hz), Audio(samples[::-1].copy(), rate_hz), cutoff_hz)
    assert (joined.samples.shape, joined.samples.dtype) == (samples.shape, np.float32)
    assert peak(joined.samples) <= CEILING
    assert np.all(np.isfinite(joined.samples))


def test_what_does_not_fit_is_refused() -> None:
    source = Audio(noise(1000, 2), RATE_HZ)
    with pytest.raises(ModelError, match="1000 frames in 2 channels at 48000 Hz were due"):
        with_source_below(source, Audio(noise(1000, 1), RATE_HZ), 4_000)
    for cutoff_hz in (0.0, -1.0, 24_000.0, float("nan")):
        with pytest.raises(RangeError, match="between 0 and 24000 Hz"):
            with_source_below(source, source, cutoff_hz)
