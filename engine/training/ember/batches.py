"""Random batches: from all categories and labels, cut or filled up to one length.

After a sound lies silence, which is learned too. The length that is told is that of the sound, or a longer one in which
the sound ends by itself, since both are asked for; of what is cut it is the length that is left.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from engine.models.codec.framing import LATENT_HOP, RATE_HZ
from engine.training.ember.items import Item
from engine.training.ember.latents import LatentSet

LENGTHS = (16, 32, 48, 64, 96, 130)
"""Columns of a batch: from 0.7 to 6 s."""

_DIGITS = "spoken_digits"
_DIGITS_SHARE = 0.08
_PAIRS_SHARE = 0.1
_GOING_ON = frozenset({"ambience", "vehicles_machines"})
"""Categories whose sounds are the same wherever they begin."""
_LENGTH_CHANCES = (1.0, 3.0, 3.0, 3.0, 2.0, 1.5)
"""Long ones cost as much more as they are longer, and most sounds are short."""


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Normalised latents (batch, SIZE, columns), which columns sound (batch, columns), told seconds, and the items."""

    clean: Tensor
    sounding: Tensor
    seconds: Tensor
    items: tuple[Item, ...]


def chances(items: Sequence[Item]) -> Tensor:
    """How likely each item is drawn, 0 for validation: categories, and labels in them, by the root of their clips.

    Digits are few, and so are pairs; all variants of a clip together are as likely as those of another.
    """
    singles = _spread([item if not item.valid and item.kind == "one" else None for item in items])
    pairs = _spread([item if not item.valid and item.kind != "one" else None for item in items])
    share = _PAIRS_SHARE if singles.any() and pairs.any() else float(pairs.any())
    return singles * (1 - share) + pairs * share


def _spread(items: Sequence[Item | None]) -> Tensor:
    """Chances whose sum is 1, none for None."""
    given = [item for item in items if item is not None]
    variants = Counter((item.clip, item.other) for item in given)
    labels = Counter((item.category, item.label) for item in {(item.clip, item.other): item for item in given}.values())
    sums: Counter[str] = Counter()
    roots: dict[str, float] = {}
    for (category, _), count in labels.items():
        sums[category] += count
        roots[category] = roots.get(category, 0.0) + math.sqrt(count)
    shares = _shares(sums)

    def chance(item: Item) -> float:
        of_label = labels[item.category, item.label]
        within = math.sqrt(of_label) / roots[item.category]
        return shares[item.category] * within / of_label / variants[item.clip, item.other]

    return torch.tensor([0.0 if item is None else chance(item) for item in items])


def _shares(clips: Counter[str]) -> dict[str, float]:
    """How much of all each category is."""
    roots = {category: math.sqrt(count) for category, count in clips.items()}
    others = sum(root for category, root in roots.items() if category != _DIGITS)
    if _DIGITS in roots and others:
        roots[_DIGITS] = min(roots[_DIGITS], _DIGITS_SHARE / (1 - _DIGITS_SHARE) * others)
    return {category: root / sum(roots.values()) for category, root in roots.items()}


def drawn_batch(latents: LatentSet, odds: Tensor, count: int, generator: torch.Generator) -> Batch:
    """A random batch on the device of the latents."""
    length = int(torch.multinomial(torch.tensor(_LENGTH_CHANCES, device=odds.device), 1, generator=generator))
    numbers = torch.multinomial(odds, count, replacement=True, generator=generator)
    where, longer = torch.rand(2, count, generator=generator, device=odds.device)
    return batch_of(latents, numbers, LENGTHS[length], where, longer)


def batch_of(latents: LatentSet, numbers: Tensor, columns: int, where: Tensor, longer: Tensor) -> Batch:
    """The items of these numbers in so many columns.

    `where`, 0..1, says where sounds begin that are the same everywhere, `longer`, 0..1, how far beyond its end a sound
    is told to be: up to a half not at all, at 1 up to the last column.
    """
    items = tuple(latents.items[number] for number in numbers.tolist())
    going_on = torch.tensor([item.category in _GOING_ON and item.kind == "one" for item in items], device=where.device)
    spare = (latents.seconds[numbers] * RATE_HZ / LATENT_HOP - columns).clamp_min(0)
    first = (where * spare * going_on).long()
    left = latents.seconds[numbers] - first * LATENT_HOP / RATE_HZ
    window = torch.full_like(left, columns * LATENT_HOP / RATE_HZ)
    own = torch.minimum(left, window)
    seconds = own + (window - own) * (2 * longer - 1).clamp_min(0)
    at = torch.arange(columns, device=own.device) * LATENT_HOP / RATE_HZ
    return Batch(latents.cut(numbers, first, columns), at < own[:, None], seconds, items)
