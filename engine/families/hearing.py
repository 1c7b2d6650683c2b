"""What latents sound like: descriptors of what they are decoded to, as shares, beside what a gauge reads off them."""

import math
from collections.abc import Callable, Iterator

import numpy as np
import torch
from torch import Tensor

from engine.audio import Samples
from engine.descriptors.descriptors import described
from engine.descriptors.scale import Scale

Decode = Callable[[Tensor], Iterator[Samples]]
"""Called with one latent (1, channels, columns); gives blocks of its sound."""


def is_heard(asked: Tensor) -> bool:
    """Whether anything is asked (1 or batch, 5), NaN where nothing is, that `heard_shares` tells."""
    return bool((~asked[:, 1:].isnan()).any())


def heard_shares(latents: Tensor, decode: Decode, rate_hz: int, scale: Scale) -> Tensor:
    """Shares (batch, 5) of clean latents (batch, channels, columns), each decoded by itself, its channels together.

    NaN for loudness, which is left to the gauge: measured on Ember, to make its error good goes too far. Raises
    `RangeError` for latents that don't sound finite.
    """
    sounds = (np.concatenate(list(decode(each))).mean(axis=1) for each in torch.split(latents, 1))
    shares = [scale.to_share(described(sound, rate_hz))._replace(loudness=math.nan) for sound in sounds]
    return torch.tensor(shares, device=latents.device)
