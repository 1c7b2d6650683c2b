"""Triangular bands on the mel scale 2595 log10(1 + f / 700), as weights on the bins of a Fourier transform."""

import functools

import numpy as np
import torch
from torch import Tensor

RATE_HZ = 44100
"""Sounds are at this rate."""


@functools.cache
def mel_bands(window: int, bands: int, lowest_hz: float, highest_hz: float) -> Tensor:
    """Weights (window / 2 + 1, bands): each rises to 1 at its centre and ends at its neighbours' centres.

    The centres are equally spaced in mel. A low band narrower than a bin may hold none: it is always silent.
    """
    hertz = np.linspace(0, RATE_HZ / 2, window // 2 + 1)[:, None]
    edges = _hertz(np.linspace(_mel(lowest_hz), _mel(highest_hz), bands + 2))
    rising = (hertz - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - hertz) / (edges[2:] - edges[1:-1])
    return torch.from_numpy(np.minimum(rising, falling).clip(0).astype(np.float32))


def magnitudes(samples: Tensor, window: int, hop: int) -> Tensor:
    """Magnitudes (..., frames / hop + 1, window / 2 + 1) of the spectra of samples (..., frames)."""
    return spectra(samples, window, hop).abs()


def spectra(samples: Tensor, window: int, hop: int) -> Tensor:
    """Complex spectra (..., frames / hop + 1, window / 2 + 1) of Hann windows centred on every `hop`th of the samples.

    Samples have shape (..., frames), and are silent around themselves. A sine of amplitude 1 reaches window / 4.
    """
    padded = torch.nn.functional.pad(samples, (window // 2, window // 2))
    found: Tensor = torch.fft.rfft(padded.unfold(-1, window, hop) * torch.hann_window(window))
    return found


def _mel(hertz: float) -> float:
    return float(2595 * np.log10(1 + hertz / 700))


def _hertz(mel: "np.typing.NDArray[np.float64]") -> "np.typing.NDArray[np.float64]":
    return 700 * (10 ** (mel / 2595) - 1)
