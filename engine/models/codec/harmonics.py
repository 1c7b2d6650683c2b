"""Partials of a pitch, whose phases run on from frame to frame, so that a held note stays a line in the spectrum.

A network that says every angle anew can't keep partials narrow: it would have to know where each is in its cycle. Here
only levels are learned; frequencies are multiples of the pitch in the frames, and cycles are counted.
"""

import math
from functools import cache

import torch
from torch import Tensor

from engine.models.codec.framing import BINS, HOP, RATE_HZ, WINDOW
from engine.models.codec.rounding import directions, exponentials

HARMONICS = 96
"""Partials of a pitch at most; those above 20 kHz are silent."""

_HIGHEST_HZ = 20_000.0
_FINEST = 2.0**32
"""Steps in a cycle."""
_BESIDE_NOUGHT = 1e-6
"""Bins beside a partial that lies in a bin's middle, where its lobe would be nought by nought."""
_BESIDE = 2
"""Bins on either side of a partial that a Hann window spreads it to."""


def cycles(pitch_hz: Tensor, before_hz: Tensor, cycle: Tensor) -> Tensor:
    """Cycles of a pitch (batch, n) since its stream began, float64, of 1; `cycle` and the pitch before are (batch, 1).

    float64, since the ninety-sixth partial turns ninety-six times as far; in steps of 2**-32, whose sums are exact.
    """
    each = torch.cat((before_hz, pitch_hz), 1).double()
    turned = ((each[:, 1:] + each[:, :-1]) / 2 * (HOP / RATE_HZ * _FINEST)).round() / _FINEST
    return (cycle + turned.cumsum(1)) % 1.0


def harmonic_spectra(levels: Tensor, pitch_hz: Tensor, cycle: Tensor) -> Tensor:
    """Complex spectra (batch, n, BINS) of partials: logarithms of magnitudes (batch, n, HARMONICS), pitch, cycles."""
    with torch.no_grad():
        where, lobes = _lobes(pitch_hz.double(), cycle)
    size = torch.view_as_real(lobes) * exponentials(levels)[..., None, None]
    batch, count, _ = levels.shape
    index = where.flatten(2)[..., None].expand(-1, -1, -1, 2)
    bins = torch.zeros(batch, count, BINS, 2, device=levels.device)
    return torch.view_as_complex(bins.scatter_add(2, index, size.flatten(2, 3)))


def _lobes(pitch_hz: Tensor, cycle: Tensor) -> tuple[Tensor, Tensor]:
    """The bins (batch, n, HARMONICS, 5) of every partial, and its complex values there at level 0."""
    number, lobe, ahead = _numbers(pitch_hz.device)
    partial_hz = pitch_hz[..., None] * number
    at = partial_hz * (WINDOW / RATE_HZ)
    nearest = at.round()
    where = nearest.long()[..., None] + lobe
    angle = 2 * math.pi * ((cycle[..., None] * number + ahead) % 1.0)
    # Every other bin is negative: phases are those in the middle of the window.
    signed = (1 - 2 * (nearest % 2)) * (partial_hz < _HIGHEST_HZ)
    shape = _hann_lobes(nearest - at, lobe) * signed[..., None]
    return where.clamp(0, BINS - 1), directions(angle)[..., None] * shape.float()


@cache
@torch.inference_mode(False)
def _numbers(device: torch.device) -> tuple[Tensor, Tensor, Tensor]:
    """The numbers of the partials, the bins around each, and the cycles that each is ahead of the first."""
    number = torch.arange(1, HARMONICS + 1, device=device)
    # Phases that grow with the square of the number keep partials from summing to a click in every cycle.
    return number, torch.arange(-_BESIDE, _BESIDE + 1, device=device), number.square() / (2 * HARMONICS)


def _hann_lobes(beside: Tensor, lobe: Tensor) -> Tensor:
    """A Hann window's spectrum, 1 in its middle, `lobe` bins (5,) beyond -0.5..0.5, every other one negative."""
    beside = torch.where(beside.abs() < _BESIDE_NOUGHT, _BESIDE_NOUGHT, beside)
    bins = beside[..., None] + lobe
    return (torch.sin(math.pi * beside) / -math.pi)[..., None] / (bins * (bins.square() - 1))
