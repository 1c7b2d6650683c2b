"""Log-spectral distance: how far the spectra of two sounds lie apart, in decibels (Gray and Markel, 1976)."""

import torch

from engine.evaluation.sounds import Mono
from engine.mel_bands import magnitudes

WINDOW = 2048
HOP = 512
FLOOR_DB = -100.0
"""Relative to a sine of amplitude 1; what lies below counts as this."""


def log_spectral_distance(reference: Mono, generated: Mono) -> float:
    """Decibels: the root of the mean square difference over the bins, averaged over the spectral frames.

    Hann windows of 2048 every 512. Both sounds have the same shape (frames,).
    """
    difference = _decibels(reference) - _decibels(generated)
    return float(difference.square().mean(dim=-1).sqrt().mean())


def _decibels(samples: Mono) -> torch.Tensor:
    spectra = magnitudes(torch.from_numpy(samples), WINDOW, HOP) / (WINDOW / 4)
    return 20 * torch.log10(spectra.clamp_min(10 ** (FLOOR_DB / 20)))
