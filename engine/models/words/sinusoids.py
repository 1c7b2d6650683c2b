"""Numbers as sines and cosines, so that what is learned of one is nearly known of its neighbours."""

import torch
from torch import Tensor

from engine.models.words.controls import DESCRIPTORS, LEVELS, NOTES

_LONGEST = 1000.0
_KINDS = 1 + len(DESCRIPTORS)


def sinusoids(values: Tensor, width: int) -> Tensor:
    """Values (n,) as (n, width) in -1..1, with periods from 2 pi to 2000 pi (Vaswani et al. 2017, section 3.5)."""
    # A type is named everywhere, since diffusers builds networks with another one as torch's own.
    steps = torch.arange(width // 2, dtype=torch.float32) / max(1, width // 2 - 1)
    rates = _LONGEST**-steps
    angles = values[:, None].float() * rates
    return torch.cat((angles.sin(), angles.cos()), 1)


def control_shapes(width: int) -> Tensor:
    """What each control token says, (tokens, 6 * width): the sinusoids of its number, at the place of its kind."""
    notes = sinusoids(torch.arange(NOTES), width)
    levels = sinusoids(torch.arange(LEVELS), width)
    blocks = [notes, *(levels for _ in DESCRIPTORS)]
    shapes = torch.zeros(NOTES + len(DESCRIPTORS) * LEVELS, _KINDS * width, dtype=torch.float32)
    row = 0
    for kind, block in enumerate(blocks):
        shapes[row : row + len(block), kind * width : (kind + 1) * width] = block
        row += len(block)
    return shapes
