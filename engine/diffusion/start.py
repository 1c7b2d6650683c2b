"""Where sampling starts: noise, noise near to another's, noise between two, or a source under noise.

Noise has a standard deviation of 1; multiply it by a schedule's first sigma, or lay it over a source with `noised`.
"""

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from engine.diffusion.noise import drawn_from, generators_of
from engine.errors import RangeError

_PARALLEL = 1e-4
"""Below this angle, in radians, the arc between two noises is as good as its chord."""


def noise_of(seeds: Sequence[int], shape: Sequence[int]) -> Tensor:
    """Start noise, one item for each seed, of shape (seeds, *shape), on the CPU."""
    return drawn_from(generators_of(seeds))(torch.empty(len(seeds), *shape))


def rotated(noise: Tensor, other: Tensor, amount: float) -> Tensor:
    """Noise for a variation: `noise` itself at an amount of 0, `other` at 1, and normal noise all the way between.

    Raises `RangeError` for an amount outside of 0..1.
    """
    _check("amount of a variation", amount)
    return math.sqrt(1 - amount**2) * noise + amount * other


def noised(source: Tensor, noise: Tensor, sigma: float) -> Tensor:
    """Source latents under noise of a sigma: where an edit starts (SDEdit: Meng et al., 2022)."""
    return source + sigma * noise


def between(noise: Tensor, other: Tensor, share: float) -> Tensor:
    """Noise on the arc from one to the other, item by item (slerp: Shoemake, 1985), for a morph.

    On the straight line between them half of the variance would be lost in the middle. Raises `RangeError` for a
    share outside of 0..1.
    """
    _check("share of a morph", share)
    return torch.stack([_on_arc(one, two, share) for one, two in zip(noise, other, strict=True)])


def _on_arc(one: Tensor, two: Tensor, share: float) -> Tensor:
    cosine = float((one * two).sum() / (one.norm() * two.norm()))
    angle = math.acos(max(-1.0, min(1.0, cosine)))
    if math.sin(angle) < _PARALLEL:
        return torch.lerp(one, two, share)
    first, second = math.sin((1 - share) * angle) / math.sin(angle), math.sin(share * angle) / math.sin(angle)
    return first * one + second * two


def _check(name: str, value: float) -> None:
    if not 0 <= value <= 1:
        raise RangeError(f"The {name} goes from 0 to 1; {value:g} was asked for.")
