"""How far the decoder's magnitudes lie from those of the true sound, frame by frame.

Phases are found by arithmetic, so magnitudes can be told directly: no sound has to be made for it, and a magnitude
learns from its own error alone. Of a hiss each magnitude is a draw; so bands and means over some frames are compared as
well, whose levels say more than single bins do.
"""

import torch
from torch import Tensor, nn

from engine.models.codec.bands import FULL_SINE, band_levels
from engine.models.codec.framing import BINS, HOP, RATE_HZ, WINDOW
from engine.models.codec.magnitudes import magnitudes

_BINS = 0.3
_LOUD = 0.2
_TOGETHER = 4
"""Frames whose mean is compared as well: 23 ms."""
_SILENCE = 3e-6
_HEARD_EVENLY_HZ = 1500.0
_LEAST_MEAN = 1e-5


def size_loss(sizes: Tensor, true: Tensor) -> tuple[Tensor, Tensor]:
    """The loss of magnitudes (batch, n, BINS) of a sound (batch, samples) and, of it, the distance of levels in bands.

    Distances are of natural logarithms.
    """
    with torch.no_grad():
        wanted = _sizes(true, sizes.shape[1])
    bins = (torch.log(sizes / FULL_SINE + _SILENCE) - torch.log(wanted / FULL_SINE + _SILENCE)).abs()
    bands = _apart(sizes, wanted)
    slower = _apart(_together(sizes), _together(wanted))
    loud = (sizes - wanted).abs().mean((1, 2)) / (wanted.mean((1, 2)) + _LEAST_MEAN * FULL_SINE)
    weighted = (bins * _weights(sizes.device)).mean()
    return bands + slower + _BINS * weighted + _LOUD * loud.mean(), bands.detach()


def _apart(made: Tensor, wanted: Tensor) -> Tensor:
    return (band_levels(made) - band_levels(wanted)).abs().mean()


def _together(sizes: Tensor) -> Tensor:
    return nn.functional.avg_pool1d(sizes.transpose(1, 2), _TOGETHER, 1).transpose(1, 2)


def _weights(device: torch.device) -> Tensor:
    """What a bin counts: the less the higher it is, as the ear's bands get wider."""
    hertz = torch.arange(BINS, device=device) * (RATE_HZ / WINDOW)
    weights = 1 / (hertz + _HEARD_EVENLY_HZ)
    return weights / weights.mean()


def _sizes(true: Tensor, count: int) -> Tensor:
    """Magnitudes (batch, count, BINS) of windows around every frame."""
    missing = (count - 1) * HOP + WINDOW // 2 - true.shape[1]
    padded = nn.functional.pad(true, (WINDOW // 2, max(missing, 0)))[:, : (count - 1) * HOP + WINDOW]
    hann = torch.hann_window(WINDOW, device=true.device)
    spectra = torch.stft(padded, WINDOW, HOP, window=hann, center=False, return_complex=True)
    return magnitudes(spectra).transpose(1, 2)
