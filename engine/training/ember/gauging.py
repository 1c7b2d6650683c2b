"""The gauge is fitted on the cache of latents: what was measured of each sound, as shares, read off its latents."""

import torch
from torch import Tensor
from torch.nn.functional import mse_loss

from engine.descriptors.scale import Scale
from engine.models.gauge import Gauge
from engine.training.ember.batches import LENGTHS, chances
from engine.training.ember.latents import LatentSet
from engine.training.rates import rate_at

_STEPS, _BATCH, _PEAK_RATE, _WARM_UP = 3000, 64, 2e-3, 100
_MOST_NOISE = 0.4
"""Deviation of the noise on what it learns from, as estimates of clean latents are never quite clean."""


def fitted_gauge(latents: LatentSet, scale: Scale, steps: int = _STEPS, seed: int = 0) -> Gauge:
    """A gauge for latents on this device; the same latents, steps and seed give the same."""
    device = latents.latents.device
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        gauge: Gauge = Gauge(scale.quantiles).to(device)
    optimizer = torch.optim.AdamW(gauge.parameters(), weight_decay=1e-2)
    generator = torch.Generator(device).manual_seed(seed)
    shares, odds = _shares(latents, scale), _odds(latents)
    for step in range(steps):
        numbers, clean = _drawn(latents, odds, generator)
        optimizer.param_groups[0]["lr"] = rate_at(step, steps, _PEAK_RATE, _WARM_UP)
        optimizer.zero_grad()
        mse_loss(gauge(clean), shares[numbers]).backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    return gauge.eval().requires_grad_(False)


def _shares(latents: LatentSet, scale: Scale) -> Tensor:
    """What each item has of each descriptor (items, 5); 0 where nothing was measured, which is never drawn."""
    told = [scale.to_share(item.descriptors) if item.descriptors else (0.0,) * 5 for item in latents.items]
    return torch.tensor(told, device=latents.latents.device)


def _odds(latents: LatentSet) -> Tensor:
    """How likely each item comes in a batch of each length (lengths, items): whole, as it was measured."""
    measured = torch.tensor([item.descriptors is not None for item in latents.items])
    fits = [latents.columns.cpu() <= length for length in LENGTHS]
    return torch.stack([chances(latents.items) * measured * each for each in fits]).to(latents.latents.device)


def _drawn(latents: LatentSet, odds: Tensor, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Numbers of items, and their latents with some noise."""
    some = odds.sum(1) > 0
    at = int(torch.multinomial(some.float(), 1, generator=generator))
    numbers = torch.multinomial(odds[at], _BATCH, replacement=True, generator=generator)
    clean = latents.cut(numbers, torch.zeros_like(numbers), LENGTHS[at])
    noise = torch.randn(clean.shape, generator=generator, device=clean.device)
    loud = _MOST_NOISE * torch.rand(len(numbers), 1, 1, generator=generator, device=clean.device)
    return numbers, clean + loud * noise
