"""Small networks that hear something in latents are fitted: what the gauge and the tuner have in common."""

from collections.abc import Callable
from typing import TypeVar

import torch
from torch import Tensor, nn

from engine.training.ember.latents import LatentSet
from engine.training.rates import rate_at

_PEAK_RATE, _WARM_UP = 2e-3, 100

Listener = TypeVar("Listener", bound=nn.Module)
Loss = Callable[[Listener, torch.Generator], Tensor]
"""Called with the network and what to draw a batch by."""


def fitted(
    build: Callable[[], Listener], loss: Loss[Listener], device: torch.device, steps: int, seed: int
) -> Listener:
    """A network after so many steps on its loss; the same seed gives the same."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        network = build().to(device)
    optimizer = torch.optim.AdamW(network.parameters(), weight_decay=1e-2)
    generator = torch.Generator(device).manual_seed(seed)
    for step in range(steps):
        optimizer.param_groups[0]["lr"] = rate_at(step, steps, _PEAK_RATE, _WARM_UP)
        optimizer.zero_grad()
        loss(network, generator).backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    return network.eval().requires_grad_(False)


def noisy(
    latents: LatentSet, numbers: Tensor, first: Tensor, columns: int, most_noise: float, generator: torch.Generator
) -> Tensor:
    """Latents of items from a column on, with noise of up to that deviation, as estimates of clean ones have some."""
    clean = latents.cut(numbers, first, columns)
    noise = torch.randn(clean.shape, generator=generator, device=clean.device)
    loud = most_noise * torch.rand(len(numbers), 1, 1, generator=generator, device=clean.device)
    return clean + loud * noise
