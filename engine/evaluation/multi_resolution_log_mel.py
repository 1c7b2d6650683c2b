"""Multi-resolution log-mel distance: the figure by which reconstructions are compared, with two floors.

Both are the mean over the resolutions of the mean absolute difference of ln(max(band, FLOOR)), in nepers. A band is the
weighted sum of the magnitudes of a Hann window's Fourier transform: as the transform gives them, or, for the audible
distance, relative to a sine of amplitude 1. As the transform gives them, a sine of amplitude 1 is as large as a quarter
of the window, so that the floor lies at -110 dBFS for the shortest window and at -134 dBFS for the longest, where
nobody hears.
"""

import torch
from torch import Tensor

from engine.evaluation.sounds import Mono
from engine.mel_bands import magnitudes, mel_bands

RESOLUTIONS = ((128, 10), (256, 20), (512, 40), (1024, 80), (2048, 160))
"""Windows in samples at 44.1 kHz, and the mel bands (20 Hz to 22.05 kHz) of each; hops are a quarter of the window."""
FLOOR = 1e-4
"""Smallest value of a band: for the audible distance -80 dB below a sine of amplitude 1."""


def multi_resolution_log_mel_distance(reference: Mono, generated: Mono) -> float:
    """Nepers between two sounds of the same shape (frames,), of magnitudes as the transform gives them.

    Gives 0 for equal sounds and ln 2 = 0.69 where one is twice the other and nothing lies at the floor.
    """
    one, other = torch.from_numpy(reference), torch.from_numpy(generated)
    each = [(log_mel(one, *view) - log_mel(other, *view)).abs().mean() for view in RESOLUTIONS]
    return float(torch.stack(each).mean())


def audible_log_mel_distance(reference: Mono, generated: Mono) -> float:
    """Nepers between two sounds of the same shape (frames,), of magnitudes relative to a sine of amplitude 1."""
    one, other = torch.from_numpy(reference), torch.from_numpy(generated)
    each = [
        (log_mel(one * (4 / window), window, bands) - log_mel(other * (4 / window), window, bands)).abs().mean()
        for window, bands in RESOLUTIONS
    ]
    return float(torch.stack(each).mean())


def log_mel(samples: Tensor, window: int, bands: int) -> Tensor:
    """Natural logarithms (..., spectral frames, bands) of samples (..., frames), as the transform gives magnitudes."""
    found = magnitudes(samples, window, window // 4) @ mel_bands(window, bands, 20.0, 22050.0)
    return found.clamp_min(FLOOR).log()
