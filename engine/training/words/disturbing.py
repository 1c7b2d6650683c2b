"""What is done to spectrograms while the ear learns, so that it hears what a sound is and not how it was recorded.

All act on values 0..1, which are decibels over a floor of -80 dB, and leave true what is said of a sound. Holes in
bands and times are those of SpecAugment (Park et al., 2019).
"""

import torch
from torch import Tensor

from engine.models.ear.hearing import BANDS, FLOOR_DB

_LOUDER_DB, _TILT_DB = 6.0, 8.0
_MOVED_ODDS = 0.4
_DULL_ODDS, _LOWEST_CUT = 0.25, 40
"""The band at 4.6 kHz: with less bandwidth, sounds lose what they are."""
_HISSING_ODDS, _LOUDEST_HISS_DB, _UNEVEN_DB = 0.3, 30.0, 3.0
_HOLE_ODDS, _WIDEST_HOLE, _LONGEST_HOLE_SHARE = 0.5, 10, 0.15


def disturbed(spectrograms: Tensor, mask: Tensor, pitched: Tensor, generator: torch.Generator) -> Tensor:
    """Spectrograms (batch, times, BANDS) otherwise recorded; silent where `mask` (batch, times) is false.

    What is `pitched` (batch,) keeps its pitch. The same draws of the generator, on its device, give the same.
    """
    x = _moved(spectrograms, pitched, generator)
    x = _tilted(x, generator)
    x = _dulled(x, generator)
    x = _hissing(x, generator)
    x = _with_holes(x, mask, generator)
    return x.clamp(0, 1) * mask[..., None]


def _moved(x: Tensor, pitched: Tensor, generator: torch.Generator) -> Tensor:
    """Some a band higher or lower."""
    happens, way = _draws(x, generator, 2)
    moves = (happens < _MOVED_ODDS) & ~pitched[:, None, None]
    higher, lower = torch.roll(x, 1, 2), torch.roll(x, -1, 2)
    higher[..., 0], lower[..., -1] = x[..., 0], x[..., -1]
    return torch.where(moves, torch.where(way < 0.5, lower, higher), x)


def _tilted(x: Tensor, generator: torch.Generator) -> Tensor:
    """All bands louder or softer, the high ones more so than the low ones; what is silent stays so."""
    louder, tilt = (2 * each - 1 for each in _draws(x, generator, 2))
    change = louder * _LOUDER_DB + tilt * _TILT_DB / 2 * torch.linspace(-1, 1, BANDS, device=x.device)
    tilted: Tensor = x + change / -FLOOR_DB * (x > 0)
    return tilted


def _dulled(x: Tensor, generator: torch.Generator) -> Tensor:
    """Some without their highest bands."""
    happens, where = _draws(x, generator, 2)
    number = torch.arange(BANDS, device=x.device)
    return x.masked_fill((happens < _DULL_ODDS) & (number > _LOWEST_CUT + where * (BANDS - _LOWEST_CUT)), 0)


def _hissing(x: Tensor, generator: torch.Generator) -> Tensor:
    """Some over the noise of a recording, as uneven as noise is."""
    happens, level = _draws(x, generator, 2)
    uneven = torch.randn(x.shape, generator=generator, device=x.device) * (_UNEVEN_DB / -FLOOR_DB)
    return torch.where(happens < _HISSING_ODDS, torch.maximum(x, level * _LOUDEST_HISS_DB / -FLOOR_DB + uneven), x)


def _with_holes(x: Tensor, mask: Tensor, generator: torch.Generator) -> Tensor:
    """Some without a few neighbouring bands, some without a few neighbouring times."""
    happens, low, width, early, begin, length = _draws(x, generator, 6)
    lasting = mask.sum(dim=1)[:, None, None]
    bands, times = torch.arange(BANDS, device=x.device), torch.arange(x.shape[1], device=x.device)[:, None]
    holes = (happens < _HOLE_ODDS) & _between(bands, low * BANDS, width * _WIDEST_HOLE)
    pauses = (early < _HOLE_ODDS) & _between(times, begin * lasting, length * _LONGEST_HOLE_SHARE * lasting)
    return x.masked_fill(holes | pauses, 0)


def _between(numbers: Tensor, first: Tensor, count: Tensor) -> Tensor:
    return (numbers >= first) & (numbers < first + count)


def _draws(x: Tensor, generator: torch.Generator, count: int) -> Tensor:
    """Random numbers 0..1, so many for each sound: (count, batch, 1, 1)."""
    return torch.rand(count, len(x), 1, 1, generator=generator, device=x.device)
