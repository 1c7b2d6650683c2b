"""The gauge is fitted on the cache of latents: what was measured of each sound, as shares, read off its latents."""

import torch
from torch import Tensor
from torch.nn.functional import mse_loss

from engine.descriptors.descriptors import RANGES
from engine.descriptors.scale import Scale
from engine.models.gauge import Gauge
from engine.training.ember.batches import LENGTHS, chances
from engine.training.ember.latents import LatentSet
from engine.training.ember.listeners import fitted, noisy

_BATCH = 64
_MOST_NOISE = 2.0
"""So much that it reads what is plain in latents. A gauge that hears finer is deceived sooner where it leads."""
_FEW_COLUMNS = 200_000
"""From which it is told how latents vary."""


def fitted_gauge(latents: LatentSet, scale: Scale, steps: int, seed: int = 0) -> Gauge:
    """A gauge for latents on this device; the same latents, steps and seed give the same."""
    shares, odds = _shares(latents, scale), _odds(latents)

    def loss(gauge: Gauge, generator: torch.Generator) -> Tensor:
        numbers, heard = _drawn(latents, odds, generator)
        return mse_loss(gauge(heard), shares[numbers])

    gauge: Gauge = fitted(lambda: Gauge(scale.quantiles), loss, latents.latents.device, steps, seed)
    gauge.covariance.copy_(_covariance(latents, seed))
    return gauge


def _covariance(latents: LatentSet, seed: int) -> Tensor:
    """Of the numbers (SIZE, SIZE) of normalised latents, over columns of all items."""
    generator = torch.Generator(latents.latents.device).manual_seed(seed)
    count = len(latents.latents)
    some = torch.randperm(count, generator=generator, device=generator.device)[:_FEW_COLUMNS]
    numbers = (latents.latents[some].float() - latents.mean) / latents.deviation
    return numbers.T @ numbers / len(some)


def _shares(latents: LatentSet, scale: Scale) -> Tensor:
    """What each item has of each descriptor (items, 5); 0 where nothing was measured, which is never drawn."""
    nothing = (0.0,) * len(RANGES)
    told = [scale.to_share(item.descriptors) if item.descriptors else nothing for item in latents.items]
    return torch.tensor(told, device=latents.latents.device)


def _odds(latents: LatentSet) -> Tensor:
    """How likely each item comes in a batch of each length (lengths, items): whole, as it was measured."""
    measured = torch.tensor([item.descriptors is not None for item in latents.items])
    fits = [latents.columns.cpu() <= length for length in LENGTHS]
    return torch.stack([chances(latents.items) * measured * each for each in fits]).to(latents.latents.device)


def _drawn(latents: LatentSet, odds: Tensor, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Numbers of items, and their latents."""
    some = odds.sum(1) > 0
    at = int(torch.multinomial(some.float(), 1, generator=generator))
    numbers = torch.multinomial(odds[at], _BATCH, replacement=True, generator=generator)
    return numbers, noisy(latents, numbers, torch.zeros_like(numbers), LENGTHS[at], _MOST_NOISE, generator)
