"""The tuner is fitted on the cache of latents: clips of known notes, each column by itself."""

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from engine.models.codec.framing import LATENT_HOP, RATE_HZ
from engine.models.tuner import HIGHEST_NOTE, LOWEST_NOTE, Tuner
from engine.training.ember.items import Item
from engine.training.ember.latents import LatentSet
from engine.training.ember.listeners import fitted, noisy

_BATCH, _COLUMNS = 48, 32
_MOST_NOISE = 0.6


def fitted_tuner(latents: LatentSet, steps: int, seed: int = 0) -> Tuner | None:
    """A tuner for latents on this device, None where no note is known; the same latents and seed give the same."""
    device = latents.latents.device
    known = torch.tensor([at for at, item in enumerate(latents.items) if _is_known(item)], device=device)
    notes = torch.tensor([round(item.note or LOWEST_NOTE) - LOWEST_NOTE for item in latents.items], device=device)

    def loss(tuner: Tuner, generator: torch.Generator) -> Tensor:
        numbers = known[torch.randint(len(known), (_BATCH,), generator=generator, device=device)]
        heard, sounding = _drawn(latents, numbers, generator)
        truth = notes[numbers][:, None].expand(-1, _COLUMNS)
        missed: Tensor = (cross_entropy(tuner(heard), truth, reduction="none") * sounding).sum() / sounding.sum()
        return missed

    return fitted(Tuner, loss, device, steps, seed) if len(known) else None


def _is_known(item: Item) -> bool:
    """Whether an item is one sound to learn from, of a known note that the tuner can tell."""
    in_reach = item.note is not None and LOWEST_NOTE <= round(item.note) <= HIGHEST_NOTE
    return in_reach and item.kind == "one" and not item.valid


def _drawn(latents: LatentSet, numbers: Tensor, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Latents from anywhere in items, and which of their columns sound (batch, columns)."""
    device = numbers.device
    spare = (latents.columns[numbers] - _COLUMNS).clamp_min(0)
    first = (torch.rand(len(numbers), generator=generator, device=device) * (spare + 1)).long()
    at = (first[:, None] + torch.arange(_COLUMNS, device=device)) * LATENT_HOP / RATE_HZ
    heard = noisy(latents, numbers, first, _COLUMNS, _MOST_NOISE, generator)
    return heard, at < latents.seconds[numbers][:, None]
