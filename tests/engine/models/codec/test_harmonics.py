"""Partials: where they should be, as loud as they should be, narrow however long they last, in every chunking."""

import numpy as np
import pytest
import torch
from torch import Tensor

from engine.models.codec.framing import HOP, RATE_HZ
from engine.models.codec.harmonics import HARMONICS, cycles, harmonic_spectra
from engine.models.codec.overlap import TAIL, added, synthesis_window

COUNT = 200
FULL_SINE = 5.545
"""The logarithm of 256, the magnitude of a full sine."""


def sounded(levels: Tensor, pitch_hz: Tensor) -> Tensor:
    cycle = cycles(pitch_hz, torch.zeros(1, 1), torch.zeros(1, 1).double())
    spectra = harmonic_spectra(levels, pitch_hz, cycle)
    return added(spectra, synthesis_window(levels.device), torch.zeros(1, TAIL))[0][0, 4 * HOP :]


def levels(**partials: float) -> Tensor:
    """Levels (1, COUNT, HARMONICS) where only some partials sound: h3 is the third."""
    silent = torch.full((1, COUNT, HARMONICS), -20.0)
    for name, level in partials.items():
        silent[..., int(name[1:]) - 1] = level
    return silent


@pytest.mark.parametrize("pitch_hz", [110.0, 217.3, 440.0])
def test_a_partial_is_a_narrow_line_at_its_multiple_of_the_pitch(pitch_hz: float) -> None:
    sound = sounded(levels(h7=FULL_SINE - 2), torch.full((1, COUNT), pitch_hz))
    spectrum = torch.fft.rfft(sound * torch.hann_window(len(sound))).abs()
    peak = int(spectrum.argmax())
    assert peak * RATE_HZ / len(sound) == pytest.approx(7 * pitch_hz, abs=RATE_HZ / len(sound))
    elsewhere = torch.cat((spectrum[: peak - 8], spectrum[peak + 8 :]))
    assert 20 * torch.log10(elsewhere.max() / spectrum[peak]) < -45


def test_the_level_of_a_full_sine_is_a_full_sine() -> None:
    sound = sounded(levels(h2=FULL_SINE), torch.full((1, COUNT), 300.0))
    assert sound.square().mean().sqrt() * 2**0.5 == pytest.approx(1, abs=0.01)


def test_partials_above_20_kilohertz_are_silent() -> None:
    high = sounded(levels(h50=FULL_SINE), torch.full((1, COUNT), 440.0))
    assert high.abs().max() < 1e-3


def test_all_partials_together_are_no_click_in_every_cycle() -> None:
    sound = sounded(torch.full((1, COUNT, HARMONICS), 1.0), torch.full((1, COUNT), 100.0))
    assert sound.abs().max() / sound.square().mean().sqrt() < 3


def test_a_gliding_pitch_turns_as_far_as_its_mean_says() -> None:
    pitch_hz = torch.linspace(200, 400, COUNT)[None]
    turned = cycles(pitch_hz, pitch_hz[:, :1], torch.zeros(1, 1).double())
    expected = ((pitch_hz[0, :-1] + pitch_hz[0, 1:]).double() / 2).sum() * HOP / RATE_HZ + 200 * HOP / RATE_HZ
    assert float(turned[0, -1]) == pytest.approx(float(expected) % 1, abs=1e-6)


def test_cycles_go_on_where_they_were() -> None:
    pitch_hz = torch.rand(1, COUNT, generator=torch.Generator().manual_seed(0)) * 500 + 50
    whole = cycles(pitch_hz, torch.zeros(1, 1), torch.zeros(1, 1).double())
    first = cycles(pitch_hz[:, :77], torch.zeros(1, 1), torch.zeros(1, 1).double())
    rest = cycles(pitch_hz[:, 77:], pitch_hz[:, 76:77], first[:, -1:])
    together = torch.cat((first, rest), 1)
    np.testing.assert_allclose(together, whole, atol=1e-9)
