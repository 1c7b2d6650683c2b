"""Bands of a spectrum, in which latents are read and written: single bins where partials lie, wider ones above.

Levels are natural logarithms of mean magnitudes, relative to a sine of amplitude 1.
"""

import math
from functools import cache

import torch
from torch import Tensor

from engine.models.codec.framing import BINS, WINDOW
from engine.models.codec.rows import multiplied

BANDS = 160
FULL_SINE = WINDOW / 4
"""The magnitude of a sine of amplitude 1 in the middle of a bin, as a Hann window's transform gives it."""

_GROWTH = 0.01836
"""Edges lie at sinh(growth * i) / growth: so 160 bands end at the last bin. At 4 kHz a band is two bins wide."""
_SILENCE = 1e-6
"""-120 dBFS, added to each magnitude."""


def band_levels(magnitudes: Tensor) -> Tensor:
    """Levels (..., BANDS) of magnitudes (..., BINS)."""
    means = magnitudes @ _means(magnitudes.device).T
    return torch.log(means / FULL_SINE + _SILENCE)


def bin_levels(levels: Tensor) -> Tensor:
    """Levels of single bins (..., BINS) on straight lines between the middles of bands (..., BANDS)."""
    return multiplied(levels, _straight(levels.device))


@cache
def _edges() -> tuple[int, ...]:
    return (*(round(math.sinh(_GROWTH * band) / _GROWTH) for band in range(BANDS)), BINS)


# Kept for training too, which can't use what was made in inference mode.
@cache
@torch.inference_mode(False)
def _means(device: torch.device) -> Tensor:
    """The matrix (BANDS, BINS) that takes the mean of each band's bins."""
    matrix = torch.zeros(BANDS, BINS, device=device)
    for band, (low, high) in enumerate(zip(_edges()[:-1], _edges()[1:], strict=True)):
        matrix[band, low:high] = 1 / (high - low)
    return matrix


@cache
@torch.inference_mode(False)
def _straight(device: torch.device) -> Tensor:
    """The matrix (BANDS, BINS) that lays a straight line from the middle of a band to that of the next."""
    edges = torch.tensor(_edges(), dtype=torch.float64)
    middles = (edges[:-1] + edges[1:] - 1) / 2
    bins = torch.arange(BINS, dtype=torch.float64)
    after = torch.searchsorted(middles, bins).clamp(1, BANDS - 1)
    share = ((bins - middles[after - 1]) / (middles[after] - middles[after - 1])).clamp(0, 1)
    matrix = torch.zeros(BANDS, BINS, dtype=torch.float64)
    matrix[after - 1, torch.arange(BINS)] += 1 - share
    matrix[after, torch.arange(BINS)] += share
    return matrix.float().to(device)
