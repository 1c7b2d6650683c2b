"""Noise that an item of a batch has for itself: each has a generator of its own, so a batch equals its single runs.

Generators stay on the CPU, where a seed gives the same noise beside every device.
"""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor

Draw = Callable[[Tensor], Tensor]
"""Called with latents; gives fresh normal noise in their shape, on their device, the next at each call."""


def generators_of(seeds: Sequence[int]) -> list[torch.Generator]:
    """One generator for each seed, in their order."""
    return [torch.Generator().manual_seed(seed) for seed in seeds]


def drawn_from(generators: Sequence[torch.Generator]) -> Draw:
    """Noise out of one generator per item; the draw raises `ValueError` where latents hold another number of items."""

    def draw(latents: Tensor) -> Tensor:
        pairs = zip(latents, generators, strict=True)
        return torch.stack([torch.randn(item.shape, generator=generator) for item, generator in pairs]).to(latents)

    return draw
