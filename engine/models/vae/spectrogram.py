"""The short-time Fourier transform that the VAE is made of, and its inverse by overlap-add.

A Hann window of 1024 samples every 256, at 44.1 kHz: 43 Hz by 5.8 ms. Frame t is centred on sample t * HOP + HOP / 2,
so a clip of T * HOP samples has exactly T frames. Spectra are complex64 of shape (frames, BINS).
"""

import torch
from torch import Tensor

RATE_HZ = 44100
WINDOW = 1024
"""Samples of the window and of the transform."""
HOP = 256
"""Samples from one frame to the next."""
BINS = WINDOW // 2 + 1
FLOOR_DB = -80.0
"""Level below which a bin counts as silent, relative to a sine of amplitude 1."""
MARGIN = (WINDOW - HOP) // 2
"""Samples by which the first frame begins before the clip, and the last one ends behind it."""

_DB_PER_NEPER = 8.685889638


def hann() -> Tensor:
    """The periodic Hann window, float32 of shape (WINDOW,)."""
    return torch.hann_window(WINDOW)


def spectra(samples: Tensor) -> Tensor:
    """Complex spectra (..., frames, BINS) of samples (..., frames * HOP); the clip is taken as silent around itself."""
    padded = torch.nn.functional.pad(samples, (MARGIN, MARGIN))
    found: Tensor = torch.fft.rfft(padded.unfold(-1, WINDOW, HOP) * hann())
    return found


def overlap_add(spectra: Tensor) -> Tensor:
    """Samples of shape (frames * HOP + 2 * MARGIN,), windowed but not yet divided by `window_power`.

    They begin MARGIN samples before the first frame's own HOP.
    """
    pieces = torch.fft.irfft(spectra, WINDOW) * hann()
    samples = torch.zeros(len(pieces) * HOP + 2 * MARGIN)
    parts = pieces.view(len(pieces), WINDOW // HOP, HOP)
    for part in range(WINDOW // HOP):
        samples[part * HOP :][: len(pieces) * HOP] += parts[:, part].reshape(-1)
    return samples


def window_power(frames: int) -> Tensor:
    """Sum of the squared windows under `overlap_add`'s samples, kept away from zero at the ends."""
    squares = (hann() ** 2).view(WINDOW // HOP, HOP)
    power = torch.zeros(frames * HOP + 2 * MARGIN)
    for part in range(WINDOW // HOP):
        power[part * HOP :][: frames * HOP] += squares[part].repeat(frames)
    return power.clamp_min(0.1)


def samples_of(spectra: Tensor) -> Tensor:
    """Samples (frames * HOP,) whose spectra come nearest to these (least squares; Griffin and Lim, 1984)."""
    return (overlap_add(spectra) / window_power(len(spectra)))[MARGIN:-MARGIN]


def levels(spectra: Tensor) -> Tensor:
    """Magnitudes in decibels relative to a sine of amplitude 1, not below FLOOR_DB."""
    return decibels(spectra.abs())


def decibels(magnitudes: Tensor) -> Tensor:
    """Transform magnitudes as decibels relative to a sine of amplitude 1, not below FLOOR_DB."""
    return torch.log(magnitudes.clamp_min(1e-9) / (WINDOW / 4)).mul(_DB_PER_NEPER).clamp_min(FLOOR_DB)


def magnitudes(levels: Tensor) -> Tensor:
    """The inverse of `decibels`; what lies at the floor is silent."""
    return torch.exp(levels / _DB_PER_NEPER) * (WINDOW / 4) * (levels > FLOOR_DB)
