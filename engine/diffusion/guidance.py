"""Classifier-free guidance (Ho and Salimans, 2022): away from what the network makes without a prompt.

Clean estimates are guided; for any prediction (noise, velocity) that is the same, since the weights add up to 1.
Several things may be led away from, each as strictly as it likes (Liu et al., 2022).
"""

import math
from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from engine.diffusion.denoise import Denoise
from engine.diffusion.sigmas import share_of


def guided_together(all_told: Denoise, guidances: Sequence[float]) -> Denoise:
    """Guidance in one call of `all_told`, which takes the batch first prompted, then once more for each guidance.

    A guidance of 1 is the prompted estimate alone, and of 0 what its own rows are told.
    """
    apart = _apart(all_told, guidances)

    def denoise(latents: Tensor, sigma: float) -> Tensor:
        prompted, change = apart(latents, sigma)
        return prompted + change

    return denoise


def guided_together_in_turns(all_told: Denoise, prompted: Denoise, guidances: Sequence[float]) -> Denoise:
    """The same of a flow, where every other call after the first two is of `prompted`, the batch alone.

    There guidance changes the velocity as it did the call before. Measured on Ember, words are followed as well; not
    if that is done at the second call, or at two that follow each other. Make a new one for each sampling, and call it
    with latents that stay where they are, at falling sigmas: one that doesn't fall begins anew.
    """
    apart = _apart(all_told, guidances)
    calls, before, kept = 0, math.inf, torch.zeros(())

    def denoise(latents: Tensor, sigma: float) -> Tensor:
        nonlocal calls, before, kept
        calls, before = calls + 1 if sigma < before else 1, sigma
        if calls > 1 and calls % 2:
            return prompted(latents, sigma) + share_of(sigma) * kept
        clean, change = apart(latents, sigma)
        kept = change / share_of(sigma)
        return clean + change

    return denoise


def guided_apart(denoise: Denoise, strict: Denoise, plain: Denoise) -> Denoise:
    """A denoiser beside what guidance changes elsewhere: from `plain` to `strict`, which know less than it does.

    So words are followed that fit badly to what it knows besides.
    """

    def apart(latents: Tensor, sigma: float) -> Tensor:
        return denoise(latents, sigma) + (strict(latents, sigma) - plain(latents, sigma))

    return apart


def _apart(all_told: Denoise, guidances: Sequence[float]) -> Callable[[Tensor, float], tuple[Tensor, Tensor]]:
    """The prompted estimate, and what guidance adds to it."""
    count = 1 + len(guidances)

    def apart(latents: Tensor, sigma: float) -> tuple[Tensor, Tensor]:
        prompted, *others = all_told(torch.cat([latents] * count), sigma).chunk(count)
        change = torch.zeros_like(prompted)
        for other, guidance in zip(others, guidances, strict=True):
            change = change + (guidance - 1) * (prompted - other)
        return prompted, change

    return apart
