"""Sampling led to latents that sound at a note: each column is moved until a tuner hears it there.

As `steering.py`, for each column by itself: to hear one column a tuner needs no more than its neighbours.
"""

from collections.abc import Callable

import torch
from torch import Tensor

from engine.diffusion.denoise import Denoise

Odds = Callable[[Tensor], Tensor]
"""Called with clean latents; gives logarithms (batch, columns) of how much likelier the note is than all others."""

_LEAST_ODDS = 14.0
"""Of 384 notes 78 % were within 50 cents by odds of 10, 83 % by 14 and by 20; more is further from what was told."""
_TIMES = 3
_FLATTEST = 1e-6


def tuned(denoise: Denoise, odds: Odds, mask: Tensor | None = None) -> Denoise:
    """A denoiser whose estimates are heard at the note; `mask` is True where latents may be moved."""

    def tuning(latents: Tensor, sigma: float) -> Tensor:
        clean = denoise(latents, sigma)
        for _ in range(_TIMES):
            move = _least_move(odds, clean)
            clean = clean + (move if mask is None else move * mask)
        return clean

    return tuning


def _least_move(odds: Odds, clean: Tensor) -> Tensor:
    """The shortest way for each column to the least odds, as far as their slope goes on; none where they are there."""
    with torch.inference_mode(False), torch.enable_grad():
        free = clean.clone().requires_grad_()
        found = odds(free)
        (slope,) = torch.autograd.grad(found.sum(), free)
    missed = (_LEAST_ODDS - found.detach()).clamp_min(0)
    return slope * (missed / (slope.square().sum(1) + _FLATTEST))[:, None]
