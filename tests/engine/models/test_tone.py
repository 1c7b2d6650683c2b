"""The tone: the fake that ships."""

import numpy as np
import pytest

from engine import Audio, Controls, Generate, Samples, Vary
from engine.models.tone import Tone, load_tone
from engine.tasks import Loop, Style


def generated(prompt: str = "", seconds: float = 0.5, seed: int = 0) -> Samples:
    blocks = load_tone().generate(Generate(prompt=prompt, seconds=seconds), seed, lambda d, t: None, lambda s: None)
    return np.concatenate(list(blocks))


def loudest_hertz(samples: Samples) -> float:
    spectrum = np.abs(np.fft.rfft(samples[:, 0]))
    return float(spectrum.argmax() * Tone.card.rate_hz / len(samples))


@pytest.mark.parametrize(
    ("prompt", "hertz"),
    [("440", 440), ("a sine of 808. please", 808), ("", 220), ("deep", 220), ("1", 20), ("999999", 20000)],
)
def test_a_number_in_the_prompt_is_the_frequency(prompt: str, hertz: float) -> None:
    assert loudest_hertz(generated(prompt)) == pytest.approx(hertz, abs=2)


def test_the_seed_draws_the_phase_and_nothing_else() -> None:
    np.testing.assert_array_equal(generated(seed=5), generated(seed=5))
    assert not np.array_equal(generated(seed=5), generated(seed=6))
    assert loudest_hertz(generated(seed=5)) == loudest_hertz(generated(seed=6))


@pytest.mark.parametrize("seconds", [0.02, 0.0333, 0.5])
def test_it_has_its_length_its_level_and_fades(seconds: float) -> None:
    samples = generated("1000", seconds)
    assert samples.shape == (round(seconds * 48000), 1)
    assert samples.dtype == np.float32
    assert np.abs(samples).max() <= 0.5
    assert samples[0] == samples[-1] == 0


def test_a_variation_goes_from_the_source_to_the_tone() -> None:
    source = Audio(np.full((4800, 1), 0.25, np.float32), 48000)

    def varied(amount: float) -> Samples:
        blocks = load_tone().vary(Vary(amount=amount), source, 0, lambda d, t: None, lambda s: None)
        return np.concatenate(list(blocks))

    np.testing.assert_array_equal(varied(0.0), source.samples)
    np.testing.assert_allclose(varied(1.0), generated("220", 0.1), atol=1e-6)
    np.testing.assert_allclose(varied(0.5), (source.samples + varied(1.0)) / 2, atol=1e-6)


@pytest.mark.parametrize(("note", "hertz"), [(69, 440), (57, 220), (0, 20), (127, 12544)])
def test_a_pitch_is_the_frequency_whatever_the_prompt_says(note: int, hertz: float) -> None:
    task = Generate(prompt="808", seconds=0.5, controls=Controls(midi_note=note))
    blocks = load_tone().generate(task, 0, lambda d, t: None, pytest.fail)
    assert loudest_hertz(np.concatenate(list(blocks))) == pytest.approx(hertz, abs=2)


def test_an_edit_has_its_pitch_and_tells_what_else_was_left_out() -> None:
    notes: list[str] = []
    task = Loop(seconds=0.5, style=Style(controls=Controls(midi_note=69, length=0.5)))
    blocks = load_tone().edit(task, (), 0, lambda d, t: None, notes.append)
    assert loudest_hertz(np.concatenate(list(blocks))) == pytest.approx(440, abs=2)
    assert notes == ["tone can't be told length: left out; say it in words, or name a model that can."]
