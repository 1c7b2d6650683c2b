"""Two sounds as one: at once, or one after the other."""

import torch
from torch import Tensor
from torch.nn.functional import pad

_LOUDEST = 0.891
"""-1 dBFS, as the clips have it."""
_GAP_FRAMES = 2205
"""Between one sound and the next: 50 ms."""


def together(first: Tensor, second: Tensor) -> Tensor:
    """Both (frames,) at once, as long as the longer one."""
    frames = max(len(first), len(second))
    return _not_too_loud(pad(first, (0, frames - len(first))) + pad(second, (0, frames - len(second))))


def after_each_other(first: Tensor, second: Tensor) -> Tensor:
    """The second one (frames,) shortly after the end of the first."""
    return _not_too_loud(torch.cat((first, first.new_zeros(_GAP_FRAMES), second)))


def _not_too_loud(samples: Tensor) -> Tensor:
    return samples * min(1.0, _LOUDEST / max(float(samples.abs().max()), 1e-9))
