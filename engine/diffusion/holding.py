"""One number of every latent held at a value while the others are sampled: of a latent that says its own pitch, a note.

As replacement (Song et al., 2021) it needs no training: from the first step on the network sees the number with the
noise that it would have, and makes the others fit it. A mask, if any, is that of `inpainting.py`.
"""

import torch
from torch import Tensor

from engine.diffusion.denoise import Denoise


def held(denoise: Denoise, channel: int, number: float, mask: Tensor | None = None) -> Denoise:
    """A denoiser that answers with the number in that channel, in columns that are made anew."""

    def holding(latents: Tensor, sigma: float) -> Tensor:
        clean = denoise(latents, sigma)
        answer = torch.full_like(clean[:, channel : channel + 1], number)
        if mask is not None:
            answer = torch.where(mask, answer, clean[:, channel : channel + 1])
        return torch.cat((clean[:, :channel], answer, clean[:, channel + 1 :]), 1)

    return holding
