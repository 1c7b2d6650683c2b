"""Latents closed into a ring: the network sees them turned by another angle each time, so that no joint stays one."""

import itertools
from collections.abc import Sequence

import torch
from torch import Tensor

from engine.diffusion.denoise import TIME, Denoise

_GOLDEN = (5**0.5 - 1) / 2
"""Turns of this share of the ring put each joint far from all before it, where random ones fall together by chance."""


def ringed(denoise: Denoise, generators: Sequence[torch.Generator]) -> Denoise:
    """A denoiser whose latents have no seam from their last column to their first, with no training for it.

    Each item is turned along time before every call, from a random angle of its own generator on, and turned back
    after. Make a new one for each run, and ring what sees nothing else along time: a network that is conditioned on
    known latents would need those turned too. Raises `ValueError` unless there is one generator per item.
    """
    begins = [float(torch.rand((), generator=generator)) for generator in generators]
    calls = itertools.count()

    def on_ring(latents: Tensor, sigma: float) -> Tensor:
        call, columns = next(calls), latents.shape[TIME]
        turns = [int((begin + call * _GOLDEN) % 1 * columns) for begin in begins]
        clean = denoise(_turned(latents, turns), sigma)
        return _turned(clean, [-turn for turn in turns])

    return on_ring


def _turned(latents: Tensor, turns: Sequence[int]) -> Tensor:
    return torch.stack([item.roll(turn, TIME - 1) for item, turn in zip(latents, turns, strict=True)])
