"""The instruments that ship, and what every instrument keeps to."""

import numpy as np
import pytest

from engine import Samples, instruments
from engine.live.contract import HOP, RATE_HZ, Instrument, Values, defaults_of
from engine.live.windows import NOISE_WINDOW, SHARES, WINDOW

NAMES = list(instruments())


def played(instrument: Instrument, knobs: Values, hops: int) -> Samples:
    """(streams, samples) from silence on, a frame a step."""
    state = instrument.stream.silence(instrument.card.streams)
    parts = []
    for position in range(hops):
        samples, state = instrument.stream.step(instrument.frame(position, knobs), state)
        parts.append(samples)
    return np.concatenate(parts, axis=1)


def rms(samples: Samples) -> float:
    return float(np.sqrt(np.mean(samples.astype(np.float64) ** 2)))


@pytest.mark.parametrize("name", NAMES)
def test_a_card_is_complete(name: str) -> None:
    card = instruments()[name]().card
    assert card.name == name
    assert card.streams in (1, 2)
    assert len({knob.name for knob in card.knobs}) == len(card.knobs) > 0
    for knob in card.knobs:
        assert knob.low <= knob.default <= knob.high
        assert knob.says


@pytest.mark.parametrize("name", NAMES)
def test_all_frames_at_once_give_what_one_after_the_other_gives(name: str) -> None:
    instrument = instruments()[name]()
    knobs = defaults_of(instrument.card)
    frames = np.concatenate([instrument.frame(position, knobs) for position in range(20)], axis=1)
    at_once, _ = instrument.stream.step(frames, instrument.stream.silence(instrument.card.streams))
    assert at_once.shape == (instrument.card.streams, 20 * HOP)
    assert at_once.dtype == np.float32
    np.testing.assert_array_equal(at_once, played(instrument, knobs, 20))


@pytest.mark.parametrize("name", NAMES)
def test_it_sounds_and_stays_below_full_scale_wherever_its_knobs_are(name: str) -> None:
    instrument = instruments()[name]()
    knobs = instrument.card.knobs
    for ends in np.ndindex(*(2,) * len(knobs)):
        values = np.array([(knob.low, knob.high)[end] for knob, end in zip(knobs, ends, strict=True)])
        samples = played(instrument, values, 60)
        assert np.isfinite(samples).all()
        assert np.abs(samples).max() <= 1.5
        level = values[[knob.name for knob in knobs].index("level")]
        assert (rms(samples[:, 10 * HOP :]) > 0.01) == (level > 0)


def test_the_sines_have_the_pitch_that_is_asked_for() -> None:
    samples = played(instruments()["sines"](), np.array([441.0, 0.0, 0.0, 0.5]), 200)[0, 4 * HOP :]
    wanted = (0.5 * np.sin(2 * np.pi * 441 * np.arange(len(samples)) / RATE_HZ)).astype(np.float32)
    angle = np.angle(np.vdot(np.exp(-2j * np.pi * 441 * np.arange(len(samples)) / RATE_HZ), samples))
    turned = 0.5 * np.cos(2 * np.pi * 441 * np.arange(len(samples)) / RATE_HZ - angle)
    assert rms(samples) == pytest.approx(rms(wanted), rel=1e-3)
    assert np.abs(samples - turned).max() < 1e-3


def test_the_noise_has_its_band_and_its_level() -> None:
    samples = played(instruments()["noise"](), np.array([1000.0, 0.25, 1.0]), 400)[0, 4 * HOP :]
    power = np.abs(np.fft.rfft(samples)) ** 2
    hertz = np.fft.rfftfreq(len(samples), 1 / RATE_HZ)
    within = (hertz > 500) & (hertz < 2000)
    assert power[within].sum() > 0.95 * power.sum()
    assert rms(samples) == pytest.approx(0.25, rel=0.1)


def test_the_two_channels_of_the_noise_are_not_alike() -> None:
    left, right = played(instruments()["noise"](), np.array([800.0, 1.0, 1.0]), 400)
    assert abs(float(np.corrcoef(left, right)[0, 1])) < 0.2


def test_the_windows_add_up() -> None:
    np.testing.assert_allclose(SHARES.sum(axis=0), 1.0)
    powers = (NOISE_WINDOW**2).reshape(WINDOW // HOP, HOP).sum(axis=0)
    np.testing.assert_allclose(powers, 1.0)
