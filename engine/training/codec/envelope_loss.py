"""How far the decoder's envelope is from the one that would make its onsets as sharp as the true ones.

Windows that overlap by four spread an onset over 23 ms. So the envelope is told directly what divides the energy of
1.5 ms from that energy spread as windows spread it; where they are about the same, as in all steady sound, it is told
to stay out of it.
"""

import torch
from torch import Tensor, nn

from engine.models.codec.envelope import POINTS, STEADY
from engine.models.codec.framing import HOP, LAG, WINDOW

_BLOCK = HOP // POINTS
_SHARP = 4
"""Blocks of 16 samples whose energy is that of a point: 1.5 ms."""
_SILENCE = 1e-8
_LEAST, _MOST = -6.0, 2.0
_STEADY_COUNTS = 0.1


def envelope_loss(points: Tensor, true: Tensor) -> Tensor:
    """The mean difference of natural logarithms of points (batch, n, POINTS) for a sound (batch, samples)."""
    with torch.no_grad():
        wanted = _wanted(true, points.shape[1] * POINTS)
        steady = wanted.abs() < STEADY
        weight = torch.where(steady, _STEADY_COUNTS, 1.0)
        wanted = (wanted + STEADY * wanted.sign()).masked_fill(steady, 0.0)
    return ((points.flatten(1) - wanted).abs() * weight).mean()


def _wanted(true: Tensor, count: int) -> Tensor:
    """The logarithms (batch, count) of what a sound's spread energy is to be multiplied by, at every point."""
    missing = count * _BLOCK - LAG - true.shape[1]
    padded = nn.functional.pad(true, (LAG, max(missing, 0)))[:, : count * _BLOCK]
    energy = padded.view(-1, count, _BLOCK).square().mean(2)[:, None]
    sharp = nn.functional.conv1d(energy, energy.new_full((1, 1, _SHARP), 1 / _SHARP), padding=_SHARP // 2)[..., 1:]
    spread = torch.hann_window(WINDOW // _BLOCK, device=true.device)
    wide = nn.functional.conv1d(energy, (spread / spread.sum())[None, None], padding=len(spread) // 2)[..., 1:]
    return (torch.log((sharp + _SILENCE) / (wide + _SILENCE)) / 2).clamp(_LEAST, _MOST)[:, 0]
