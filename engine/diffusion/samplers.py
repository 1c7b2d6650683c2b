"""From noise to clean latents along a schedule: Euler, Adams-Bashforth, DPM-Solver++ 2M, and ping-pong.

All have one signature, `Sampler`. `start` are latents at the schedule's first sigma; `on_step(done, total)` is
called before each evaluation of the network and may raise to cancel: nothing is kept, and `start` is never changed.
Arithmetic is per element, so that an item comes out of a batch as it comes out alone if the network does that too.
"""

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

import torch
from torch import Tensor

from engine.diffusion.denoise import Denoise
from engine.diffusion.noise import Draw
from engine.diffusion.sigmas import share_of
from engine.models.contract import OnStep

Sampler = Callable[[Denoise, Tensor, Sequence[float], OnStep], Tensor]
"""Called with a denoiser, the start, falling sigmas that end in 0.0, and `on_step`; gives clean latents."""


@torch.inference_mode()
def euler(denoise: Denoise, start: Tensor, sigmas: Sequence[float], on_step: OnStep) -> Tensor:
    """One evaluation a step, straight on; the same as DDIM (Song et al., 2021) and as Euler's method on a flow."""
    latents = start
    for done, (sigma, lower) in enumerate(pairwise(sigmas)):
        on_step(done, len(sigmas) - 1)
        latents = stepped(latents, denoise(latents, sigma), sigma, lower)
    return latents


@torch.inference_mode()
def adams_bashforth(denoise: Denoise, start: Tensor, sigmas: Sequence[float], on_step: OnStep) -> Tensor:
    """One evaluation a step, bent by the one before: Adams and Bashforth's second order in a flow's time, below 1.

    In sigma itself the first steps from a flow's high sigmas would be too long for a parabola. Euler's step first and
    last.
    """
    latents, before, width_before = start, start, 0.0
    for done, (sigma, lower) in enumerate(pairwise(sigmas)):
        on_step(done, len(sigmas) - 1)
        clean = denoise(latents, sigma)
        velocity, width = _velocity(latents, clean, sigma), share_of(sigma) - share_of(lower)
        latents = stepped(latents, clean, sigma, lower)
        if done > 0 and lower > 0:
            latents = latents + (1 + lower) * (width**2 / (2 * width_before)) * (before - velocity)
        before, width_before = velocity, width
    return latents


@torch.inference_mode()
def dpm_solver(denoise: Denoise, start: Tensor, sigmas: Sequence[float], on_step: OnStep) -> Tensor:
    """One evaluation a step, bent by the one before: DPM-Solver++ 2M (Lu et al., 2022); Euler's step first and last."""
    latents, before, width_before = start, start, 0.0
    for done, (sigma, lower) in enumerate(pairwise(sigmas)):
        on_step(done, len(sigmas) - 1)
        clean = ahead = denoise(latents, sigma)
        width = math.log(sigma / lower) if lower > 0 else math.inf
        if done > 0 and lower > 0:
            ahead = clean + (clean - before) * (width / (2 * width_before))
        latents = stepped(latents, ahead, sigma, lower)
        before, width_before = clean, width
    return latents


def ping_pong(draw: Draw) -> Sampler:
    """Clean estimates, each noised afresh to the next sigma: what distilled weights of Stable Audio 3 are made for.

    With other weights it does not converge, however many steps (consistency sampling: Song et al., 2023).
    """

    @torch.inference_mode()
    def sampled(denoise: Denoise, start: Tensor, sigmas: Sequence[float], on_step: OnStep) -> Tensor:
        latents = start
        for done, (sigma, lower) in enumerate(pairwise(sigmas)):
            on_step(done, len(sigmas) - 1)
            clean = denoise(latents, sigma)
            latents = clean + lower * draw(clean) if lower > 0 else clean
        return latents

    return sampled


def stepped(latents: Tensor, clean: Tensor, sigma: float, lower: float) -> Tensor:
    """Latents at a lower sigma if the clean estimate holds until there; at 0 the estimate itself, to the bit."""
    return clean + (latents - clean) * (lower / sigma)


def _velocity(latents: Tensor, clean: Tensor, sigma: float) -> Tensor:
    """Where a flow's mixture goes as its time grows: noise minus clean (Liu et al., 2022)."""
    velocity: Tensor = (latents - clean) / sigma - clean
    return velocity
