"""How the judge hears: log-mel spectrograms at two resolutions, side by side.

Sounds are prepared alike, whoever made them: silent ends cut off, peak at -1 dBFS. Then Hann windows of 1024 (sharp in
time) and 4096 samples (sharp in frequency), both every 512 at 44.1 kHz; 96 mel bands from 40 Hz to 18 kHz; power in
decibels relative to a sine of amplitude 1, floor -80 dB, as 0..1.
"""

import numpy as np
import torch
from torch import Tensor

from engine.evaluation.sounds import Mono
from engine.mel_bands import magnitudes, mel_bands

WINDOWS = (1024, 4096)
HOP = 512
BANDS = 96
FLOOR_DB = -80.0
FRAMES = 176
"""Spectral frames that the network hears at once: 2.04 s."""

_PEAK = 10 ** (-1 / 20)
_SILENT = 1e-3
_STRIDE = FRAMES // 2


def heard(samples: Mono) -> Tensor:
    """0..1 of shape (WINDOWS, spectral frames, BANDS): 0 is the floor, 1 a sine of amplitude 1."""
    prepared = torch.from_numpy(_prepared(samples))
    return torch.stack([_levels(prepared, window) for window in WINDOWS]) / -FLOOR_DB + 1


def windows(spectrogram: Tensor) -> Tensor:
    """A spectrogram as pieces (pieces, WINDOWS, FRAMES, BANDS) that overlap by half; silence fills up the last."""
    starts = range(0, max(1, spectrogram.shape[1] - FRAMES + _STRIDE), _STRIDE)
    return torch.stack([piece(spectrogram, start) for start in starts])


def piece(spectrogram: Tensor, start: int) -> Tensor:
    """FRAMES spectral frames from `start` on; before and after the spectrogram there is silence."""
    cut = spectrogram[:, max(start, 0) : max(start + FRAMES, 0)]
    before = max(-start, 0)
    return torch.nn.functional.pad(cut, (0, 0, before, FRAMES - before - cut.shape[1]))


def _prepared(samples: Mono) -> Mono:
    """The samples from the first to the last within 60 dB of their peak, with that peak at -1 dBFS."""
    loudness = np.abs(samples)
    peak = float(loudness.max(initial=0))
    if peak == 0:
        return samples[:HOP]
    audible = np.flatnonzero(loudness >= _SILENT * peak)
    return np.ascontiguousarray(samples[audible[0] : audible[-1] + 1]) * np.float32(_PEAK / peak)


def _levels(samples: Tensor, window: int) -> Tensor:
    power = (magnitudes(samples, window, HOP) / (window / 4)) ** 2
    bands = power @ mel_bands(window, BANDS, 40.0, 18000.0)
    return 10 * torch.log10(bands.clamp_min(10 ** (FLOOR_DB / 10)))
