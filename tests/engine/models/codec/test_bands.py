"""Bands: every bin in one of them, levels that are those of sines, and back to bins."""

import math

import pytest
import torch

from engine.models.codec.bands import BANDS, FULL_SINE, band_levels, bin_levels
from engine.models.codec.framing import BINS, WINDOW


def test_each_bin_is_in_one_band_and_low_ones_are_alone() -> None:
    single = torch.stack([band_levels(torch.eye(BINS)[number]) for number in range(BINS)])
    sounding = single > single.min() + 1
    assert sounding.sum(1).eq(1).all()
    assert sounding.any(0).all()
    assert torch.equal(sounding[:20, :20], torch.eye(20, dtype=torch.bool))


def test_a_full_sine_is_at_nought_and_silence_far_below() -> None:
    sine = torch.sin(2 * torch.pi * 10 * torch.arange(WINDOW) / WINDOW)
    levels = band_levels(torch.fft.rfft(sine * torch.hann_window(WINDOW)).abs())
    assert levels[10] == pytest.approx(0, abs=1e-4)
    assert band_levels(torch.zeros(BINS)).max() == pytest.approx(math.log(1e-6), abs=1e-3)


def test_a_slope_of_levels_comes_back_as_it_was() -> None:
    slope = torch.linspace(-2, -8, BINS)
    found = bin_levels(band_levels(slope.exp() * FULL_SINE))
    assert (found - slope)[: BINS - 8].abs().max() < 0.05


def test_levels_of_bins_lie_between_those_of_the_bands_beside_them() -> None:
    levels = torch.randn(3, BANDS, generator=torch.Generator().manual_seed(0))
    bins = bin_levels(levels)
    assert bins.shape == (3, BINS)
    assert bins.max() <= levels.max() + 1e-5
    assert bins.min() >= levels.min() - 1e-5
