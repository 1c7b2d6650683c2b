"""The bands that spectrograms are summed in, and the spectra themselves."""

import math

import pytest
import torch

from engine.mel_bands import magnitudes, mel_bands, spectra


def test_bands_are_triangles_equally_spaced_in_mel() -> None:
    bands = mel_bands(2048, 160, 20.0, 22050.0)
    assert bands.shape == (1025, 160)
    # mel(20) = 31.7 and mel(22050) = 3923.3: bands every 24.17 mel; the 41st has its centre at 1022.8 mel, 1032 Hz.
    assert int(bands[:, 40].argmax()) * 44100 / 2048 == pytest.approx(1034.8, abs=22)
    # Between the outermost centres neighbours share each bin.
    assert torch.allclose(bands[2:1000].sum(dim=1), torch.ones(998), atol=1e-4)


def test_a_sine_of_amplitude_1_reaches_a_quarter_of_the_window() -> None:
    sine = torch.sin(2 * math.pi * 44100 * 100 / 2048 * torch.arange(44100) / 44100)
    found = spectra(sine, 2048, 441)
    assert found.shape == (101, 1025)
    assert float(found[50].abs().max()) == pytest.approx(512, rel=1e-3)
    assert torch.equal(magnitudes(sine, 2048, 441), found.abs())
