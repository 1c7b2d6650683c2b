"""Filling what a mask opens while the rest stays: by replacement, or by RePaint, with networks that know no masks.

A mask is bool, True where latents are made anew, and broadcasts to them: (batch, 1, columns), say. Both ways end
with the known latents to the bit outside of it. Replacement is biased however many steps it takes; RePaint less so
at several times its price; a network that was trained with masks needs neither: it samples as it is, and `kept`.
"""

import math
from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor
from torch.nn import functional

from engine.diffusion.denoise import TIME, Denoise
from engine.diffusion.noise import Draw
from engine.diffusion.samplers import stepped
from engine.errors import RangeError
from engine.models.contract import OnStep


def kept(latents: Tensor, known: Tensor, mask: Tensor) -> Tensor:
    """The latents inside of the mask, the known ones, to the bit, outside."""
    return torch.where(mask, latents, known)


def replaced(denoise: Denoise, known: Tensor, mask: Tensor, noise: Tensor) -> Denoise:
    """A denoiser that sees the known latents under this noise outside of the mask, and answers with them there.

    Any sampler over it ends with the known latents to the bit. Its `start` is free outside of the mask.
    """

    def knowing(latents: Tensor, sigma: float) -> Tensor:
        return kept(denoise(kept(latents, known + sigma * noise, mask), sigma), known, mask)

    return knowing


@torch.inference_mode()
def repainted(
    denoise: Denoise,
    start: Tensor,
    sigmas: Sequence[float],
    known: Tensor,
    mask: Tensor,
    resamples: int,
    draw: Draw,
    on_step: OnStep,
) -> Tensor:
    """Each step taken `resamples` times, with noise back up to where it began between (Lugmayr et al., 2022).

    So what is new comes to fit what is known. Steps are the paper's, ancestral ones (Ho et al., 2020): they forget
    a misfit faster than Euler's, at the same price of (steps - 1) * resamples + 1 evaluations. The last step leaves
    no noise and is taken once. Raises `RangeError` for less than one resample.
    """
    if resamples < 1:
        raise RangeError(f"RePaint takes each step at least once; {resamples} were asked for.")
    takes = [pair for pair in pairwise(sigmas) for _ in range(resamples if pair[1] > 0 else 1)]
    goals = [sigma for sigma, _ in takes[1:]] + [0.0]
    latents = start
    for done, ((sigma, lower), goal) in enumerate(zip(takes, goals, strict=False)):
        on_step(done, len(takes))
        latents = kept(latents, known + sigma * draw(latents), mask)
        stays = lower**2 / sigma
        latents = stepped(latents, denoise(latents, sigma), sigma, stays)
        latents = latents + math.sqrt(goal**2 - stays**2) * draw(latents)
    return kept(latents, known, mask)


def dilated(mask: Tensor, columns: int) -> Tensor:
    """The mask opened by a number of columns to both sides, since latents beside a region know of its sound."""
    along = mask.movedim(TIME, -1)
    flat = along.reshape(1, -1, along.shape[-1]).float()
    wide = functional.max_pool1d(flat, 2 * columns + 1, stride=1, padding=columns)
    return (wide > 0).reshape(along.shape).movedim(-1, TIME)
