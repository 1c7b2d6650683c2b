"""A sound of any length to latents: long ones in parts, so that they need no more memory than short ones."""

import torch
from torch import Tensor

from engine.models.codec.encoder import Encoder
from engine.models.codec.framing import LATENT_HOP

_LATENTS_AT_ONCE = 256
"""12 s."""
_HEARD_AROUND = 14
"""Latents on either side that reach into one: its blocks' nine, and the windows of those."""


def heard(encoder: Encoder, samples: Tensor) -> Tensor:
    """The latents (batch, n, SIZE) of samples (batch, n * LATENT_HOP)."""
    latents = samples.shape[1] // LATENT_HOP
    return torch.cat([_part(encoder, samples, first, latents) for first in range(0, latents, _LATENTS_AT_ONCE)], dim=1)


def _part(encoder: Encoder, samples: Tensor, first: int, latents: int) -> Tensor:
    """A part of a sound's latents, heard with enough around it that it is as if all had been heard at once."""
    begin = max(first - _HEARD_AROUND, 0)
    end = min(first + _LATENTS_AT_ONCE + _HEARD_AROUND, latents)
    mean: Tensor = encoder(samples[:, begin * LATENT_HOP : end * LATENT_HOP]).mean
    return mean[:, first - begin : first - begin + _LATENTS_AT_ONCE]
