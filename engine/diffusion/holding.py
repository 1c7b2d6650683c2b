"""One number of every latent held while the others are sampled: of a latent that says its own pitch, a note.

The network sees the number as it is at every time, without noise, as it was shown some in training
(`engine/training/ember/flow.py`); so it knows from the first step on what the others have to fit.
"""

import torch
from torch import Tensor

from engine.diffusion.denoise import Denoise


def held(denoise: Denoise, channel: int, numbers: Tensor) -> Denoise:
    """A denoiser of a rectified flow that shows and gives back numbers (1 or batch, 1, columns) in that channel."""

    def holding(latents: Tensor, sigma: float) -> Tensor:
        # What the network is called with is divided by this.
        shown = _with(latents, channel, numbers * (1 + sigma))
        return _with(denoise(shown, sigma), channel, numbers)

    return holding


def _with(latents: Tensor, channel: int, numbers: Tensor) -> Tensor:
    own = numbers.expand(len(latents), 1, latents.shape[2])
    return torch.cat((latents[:, :channel], own, latents[:, channel + 1 :]), 1)
