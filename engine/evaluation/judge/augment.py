"""What is done to spectrograms while the judge learns, so that it hears what a sound is and not how it was recorded.

All act on values 0..1 of shape (WINDOWS, FRAMES, BANDS), which are decibels over a floor of -80 dB.
"""

import torch
from torch import Tensor

from engine.evaluation.judge.hearing import BANDS, FLOOR_DB, FRAMES

_LOUDER_DB = 8.0
_TILT_DB = 8.0
_NOISE_FLOOR_DB = 30.0
_LOWEST_CUT_BAND = 54
"""The band at 3.5 kHz: sounds with less bandwidth lose what they are."""
_WIDEST_MASK_BANDS = 14
_LONGEST_MASK_FRAMES = 28


class Chance:
    """Random numbers of one seeded generator."""

    def __init__(self, seed: int) -> None:
        self.generator = torch.Generator().manual_seed(seed)

    def happens(self, probability: float) -> bool:
        return self.between(0, 1) < probability

    def between(self, low: float, high: float) -> float:
        return low + (high - low) * float(torch.rand(1, generator=self.generator))

    def whole(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, without `high`."""
        return int(torch.randint(low, max(high, low + 1), (1,), generator=self.generator))


def augmented(piece: Tensor, chance: Chance) -> Tensor:
    """Louder or softer, tilted, and sometimes higher or lower, dull, noisy or with bands and frames missing."""
    changed = _tilted(_transposed(piece, chance), chance)
    if chance.happens(0.25):
        changed[..., chance.whole(_LOWEST_CUT_BAND, BANDS) :] = 0
    if chance.happens(0.3):
        changed.clamp_min_(chance.between(0, _NOISE_FLOOR_DB) / -FLOOR_DB)
    return _masked(changed, chance)


def overlaid(one: Tensor, other: Tensor, softer_db: float) -> Tensor:
    """Two sounds at once, the other softer by so much: the larger of both in every band, nearly their sum."""
    return torch.maximum(one, other - softer_db / -FLOOR_DB)


def share_of_softer(softer_db: float) -> float:
    """How much of what is heard is the softer of two sounds, 0..0.5, by amplitude.

    >>> share_of_softer(0.0)
    0.5
    """
    return 1 / (1 + 10 ** (softer_db / 20))


def _tilted(piece: Tensor, chance: Chance) -> Tensor:
    """All bands louder or softer, the high ones more so than the low ones."""
    louder = chance.between(-_LOUDER_DB, _LOUDER_DB)
    tilt = chance.between(-_TILT_DB, _TILT_DB)
    gains = (louder + tilt * torch.linspace(-1, 1, BANDS)) / -FLOOR_DB
    return (piece + gains * (piece > 0)).clamp(0, 1.25)


def _transposed(piece: Tensor, chance: Chance) -> Tensor:
    bands = chance.whole(-2, 3) if chance.happens(0.3) else 0
    moved = torch.roll(piece, bands, dims=-1)
    if bands > 0:
        moved[..., :bands] = 0
    elif bands < 0:
        moved[..., bands:] = 0
    return moved


def _masked(piece: Tensor, chance: Chance) -> Tensor:
    """Without some bands or frames (SpecAugment; Park et al., 2019)."""
    if chance.happens(0.5):
        band = chance.whole(0, BANDS)
        piece[..., band : band + chance.whole(1, _WIDEST_MASK_BANDS)] = 0
    if chance.happens(0.5):
        frame = chance.whole(0, FRAMES)
        piece[:, frame : frame + chance.whole(1, _LONGEST_MASK_FRAMES)] = 0
    return piece
