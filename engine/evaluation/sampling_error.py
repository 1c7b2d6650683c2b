"""How far samplers end from data whose score is known exactly, and how many steps of DDIM come as near as ours.

Errors are squared 2-Wasserstein distances per column, of data with a variance of 1.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor

from engine.diffusion.noise import Draw
from engine.diffusion.samplers import Sampler, dpm_solver
from engine.diffusion.sigmas import karras
from engine.evaluation.exact_score import COLUMNS, autoregressive, distance, pushed, silently
from engine.evaluation.real_size import audioldm_scheduler
from engine.evaluation.torch_threads import torch_threads
from engine.models.diffusion.sampling import KARRAS_STEPS

Making = Callable[[Draw], Sampler]
"""A sampler made of the noise that it draws on its way."""

_DATA = autoregressive()
_MOST_STEPS = 1000


def noise_from(draw: Draw, items: int) -> Tensor:
    """Normal noise (items, 1, COLUMNS), float64, as `pushed` wants it drawn."""
    return draw(torch.zeros(items, 1, COLUMNS, dtype=torch.float64))


def sampling_error(making: Making, sigmas: Sequence[float]) -> float:
    """The distance between the data and what a sampler makes of noise along a schedule."""

    def run(draw: Draw, items: int) -> Tensor:
        return making(draw)(_DATA.denoise, sigmas[0] * noise_from(draw, items), sigmas, silently)

    return distance(_DATA, pushed(run))


def own_error() -> float:
    """That of AudioLDM's usual sampler here: DPM-Solver++ 2M over Karras' schedule in `KARRAS_STEPS` steps."""
    sigmas = _trained_sigmas(audioldm_scheduler())
    return sampling_error(lambda draw: dpm_solver, karras(KARRAS_STEPS, sigmas[-1], sigmas[0]))


def ddim_error(steps: int) -> float:
    """That of AudioLDM's sampler in diffusers: its own DDIM (Song et al., 2021), spaced and ended as it does that."""
    scheduler = audioldm_scheduler()
    scheduler.set_timesteps(steps)
    sigmas = _trained_sigmas(scheduler)

    def run(draw: Draw, items: int) -> Tensor:
        latents = noise_from(draw, items)
        for timestep in scheduler.timesteps:
            sigma = sigmas[timestep]
            # Their latents have a variance of 1 at every sigma, ours grow with it.
            noisy = latents * math.hypot(1, sigma)
            noise = (noisy - _DATA.denoise(noisy, sigma)) / sigma
            latents = scheduler.step(noise, timestep, latents).prev_sample
        return latents

    return distance(_DATA, pushed(run))


@torch_threads(1)
def ddim_steps_within(error: float) -> int:
    """The fewest steps with which DDIM errs no more than that; raises `ValueError` where no number of them does.

    One after the other: where a thousand can't be divided by the steps, its first one lies lower, and errs more.
    """
    for steps in range(1, _MOST_STEPS + 1):
        if ddim_error(steps) <= error:
            return steps
    raise ValueError(f"DDIM errs by more than {error:g} in any number of steps")


def _trained_sigmas(scheduler: Any) -> list[float]:
    share = scheduler.alphas_cumprod.double()
    sigmas: list[float] = ((1 - share) / share).sqrt().tolist()
    return sigmas
