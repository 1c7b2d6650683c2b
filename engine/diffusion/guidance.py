"""Classifier-free guidance (Ho and Salimans, 2022): away from what the network makes without a prompt.

Clean estimates are guided; for any prediction (noise, velocity) that is the same, since the weights add up to 1.
Several things may be led away from, each as strictly as it likes (Liu et al., 2022).
"""

from collections.abc import Sequence

import torch
from torch import Tensor

from engine.diffusion.denoise import Denoise


def guided_together(all_told: Denoise, guidances: Sequence[float]) -> Denoise:
    """Guidance in one call of `all_told`, which takes the batch first prompted, then once more for each guidance.

    A guidance of 1 is the prompted estimate alone, and of 0 what its own rows are told.
    """
    count = 1 + len(guidances)

    def denoise(latents: Tensor, sigma: float) -> Tensor:
        prompted, *others = all_told(torch.cat([latents] * count), sigma).chunk(count)
        clean = prompted
        for other, guidance in zip(others, guidances, strict=True):
            clean = clean + (guidance - 1) * (prompted - other)
        return clean

    return denoise


def guided_apart(denoise: Denoise, strict: Denoise, plain: Denoise) -> Denoise:
    """A denoiser beside what guidance changes elsewhere: from `plain` to `strict`, which know less than it does.

    So words are followed that fit badly to what it knows besides.
    """

    def apart(latents: Tensor, sigma: float) -> Tensor:
        return denoise(latents, sigma) + (strict(latents, sigma) - plain(latents, sigma))

    return apart
