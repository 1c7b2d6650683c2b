"""Classifier-free guidance (Ho and Salimans, 2022): away from what the network makes without a prompt.

Clean estimates are guided; for any prediction (noise, velocity) that is the same, since the weights add up to 1.
A guidance of 1 is the prompted estimate alone and costs one evaluation of its size.
"""

import torch
from torch import Tensor

from engine.diffusion.denoise import Denoise


def guided(prompted: Denoise, unprompted: Denoise, guidance: float) -> Denoise:
    """Guidance over two calls, for little memory; `unprompted` may hold a negative prompt."""
    if guidance == 1:
        return prompted

    def denoise(latents: Tensor, sigma: float) -> Tensor:
        return _away(prompted(latents, sigma), unprompted(latents, sigma), guidance)

    return denoise


def guided_together(prompted: Denoise, both: Denoise, guidance: float) -> Denoise:
    """Guidance in one call of `both`, which takes the batch twice: its first half prompted, its second half not."""
    if guidance == 1:
        return prompted

    def denoise(latents: Tensor, sigma: float) -> Tensor:
        with_prompt, without = both(torch.cat([latents, latents]), sigma).chunk(2)
        return _away(with_prompt, without, guidance)

    return denoise


def _away(prompted: Tensor, unprompted: Tensor, guidance: float) -> Tensor:
    return unprompted + guidance * (prompted - unprompted)
