"""Log-mel spectrograms, and how far two of them lie apart: the distance by which reconstructions are judged.

Window 1024 samples (Hann), one every 256, at 44.1 kHz; 80 bands of triangles, equally spaced from 30 Hz to 20 kHz on
the mel scale 2595 log10(1 + f / 700); power in decibels relative to a sine of amplitude 1, floor -80 dB.
"""

import torch
from torch import Tensor

from engine.models.vae.spectrogram import BINS, RATE_HZ, WINDOW, spectra

BANDS = 80
FLOOR_DB = -80.0

_LOWEST_HZ, _HIGHEST_HZ = 30.0, 20000.0


def log_mel(samples: Tensor) -> Tensor:
    """Decibels (..., spectral frames, BANDS) of samples (..., frames), whose length is a multiple of the hop."""
    power = (spectra(samples).abs() / (WINDOW / 4)) ** 2
    return 10 * torch.log10((power @ triangles()).clamp_min(10 ** (FLOOR_DB / 10)))


def log_mel_distance(one: Tensor, other: Tensor) -> float:
    """Mean absolute difference in decibels of the log-mel spectrograms of two sounds (frames,) of one length."""
    return float((log_mel(one) - log_mel(other)).abs().mean())


def triangles() -> Tensor:
    """The bands' weights (BINS, BANDS): each rises to 1 at its centre and ends at its neighbours' centres."""
    hertz = torch.linspace(0, RATE_HZ / 2, BINS)
    edges = _hertz(torch.linspace(_mel(_LOWEST_HZ), _mel(_HIGHEST_HZ), BANDS + 2))
    rising = (hertz[:, None] - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - hertz[:, None]) / (edges[2:] - edges[1:-1])
    return torch.minimum(rising, falling).clamp_min(0)


def _mel(hertz: float) -> float:
    return float(2595 * torch.log10(torch.tensor(1 + hertz / 700)))


def _hertz(mel: Tensor) -> Tensor:
    return 700 * (10 ** (mel / 2595) - 1)
