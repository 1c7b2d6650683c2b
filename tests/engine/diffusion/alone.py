"""Items of a batch, each denoised by itself."""

import torch
from torch import Tensor

from engine.diffusion.denoise import Denoise


def one_by_one(denoise: Denoise) -> Denoise:
    """The same denoiser with no arithmetic across items: what a matrix product does may hang on how many there are."""

    def alone(latents: Tensor, sigma: float) -> Tensor:
        return torch.cat([denoise(item[None], sigma) for item in latents])

    return alone
