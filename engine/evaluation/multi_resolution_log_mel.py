"""Multi-resolution log-mel distance: the figure by which reconstructions are compared."""

import torch
from torch import Tensor

from engine.evaluation.mel_bands import magnitudes, mel_bands
from engine.evaluation.sounds import Mono

RESOLUTIONS = ((128, 10), (256, 20), (512, 40), (1024, 80), (2048, 160))
"""Windows in samples at 44.1 kHz, and the mel bands (20 Hz to 22.05 kHz) of each; hops are a quarter of the window."""
FLOOR = 1e-4
"""Smallest magnitude in a band: not divided by the window's length, so that it lies lower for long windows."""


def multi_resolution_log_mel_distance(reference: Mono, generated: Mono) -> float:
    """Nepers: the mean over the resolutions of the mean absolute difference of ln(max(band, FLOOR)).

    A band is the weighted sum of the magnitudes of a Hann window's Fourier transform. Both sounds have the same shape
    (frames,). Gives 0 for equal sounds and ln 2 = 0.69 where one is twice the other and nothing lies at the floor.
    """
    one, other = torch.from_numpy(reference), torch.from_numpy(generated)
    distances = [(log_mel(one, *each) - log_mel(other, *each)).abs().mean() for each in RESOLUTIONS]
    return float(torch.stack(distances).mean())


def log_mel(samples: Tensor, window: int, bands: int) -> Tensor:
    """Natural logarithms (..., spectral frames, bands) of samples (..., frames)."""
    found = magnitudes(samples, window, window // 4) @ mel_bands(window, bands, 20.0, 22050.0)
    return found.clamp_min(FLOOR).log()
