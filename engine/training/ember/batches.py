"""Random batches: from all categories and labels, of sounds of about one length, cut or filled up to it.

Batches of short sounds have more of them, so that all take as long and little silence is learned. After a sound lies
silence, which is learned too. The length that is told is that of the sound, or a longer one in which the sound ends by
itself, since both are asked for; of what is cut it is the length that is left.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from engine.errors import MissingError
from engine.models.codec.framing import LATENT_HOP, RATE_HZ
from engine.training.ember.items import Item
from engine.training.ember.latents import LatentSet

LENGTHS = (8, 12, 16, 24, 32, 48, 64, 96, 130)
"""Columns of a batch: from 0.4 to 6 s."""
USUAL = 64
"""Columns of the batch that has as many sounds as it is said to have."""

NOTES = "notes"
"""All sounds of a known note, whatever their category."""

_SHARES = {"spoken_digits": 0.12, NOTES: 0.25}
"""Of digits, which have to be told apart, and of known notes, where half a semitone is wrong: with a third of this the
network never began to listen to the words that tell one digit from another."""
_PAIRS_SHARE = 0.06
GOING_ON = frozenset({"ambience", "vehicles_machines"})
"""Categories whose sounds are the same wherever they begin."""
_CUT, _WHOLE, _FILLED = 2.0, 5.0, 3.0
"""How often a sound comes in a batch that is too short for it, in the shortest that holds it, in a longer one."""


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Normalised latents (batch, SIZE, columns), which columns sound (batch, columns), told seconds, and the items."""

    clean: Tensor
    sounding: Tensor
    seconds: Tensor
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Odds:
    """How likely a batch is of each of `LENGTHS` (lengths,), and then each item in it (lengths, items)."""

    lengths: Tensor
    items: Tensor

    @property
    def sounds(self) -> float:
        """How many times as many sounds as the usual one a batch has in the mean."""
        return float((self.lengths * USUAL / torch.tensor(LENGTHS, device=self.lengths.device)).sum())


def odds_of(items: Sequence[Item], device: torch.device, only: frozenset[str] = frozenset()) -> Odds:
    """Odds by which each item has as many of all columns as its chance says, mostly in batches of its own length.

    `only` are categories, or "notes", that alone are learned from. Raises `MissingError` where none of these is there.
    """
    lengths = torch.tensor([_length_chances(item.seconds) for item in items], dtype=torch.float64)
    columns = torch.tensor(LENGTHS, dtype=torch.float64)
    each = (_chances_of(items, only) / (lengths @ columns))[:, None] * lengths
    # What has more sounds in it comes the less often.
    batches = each.sum(0) * columns
    return Odds((batches / batches.sum()).float().to(device), each.T.float().contiguous().to(device))


def _chances_of(items: Sequence[Item], only: frozenset[str]) -> Tensor:
    chosen = torch.tensor([not only or (item.kind == "one" and _group(item) in only) for item in items])
    found = chances(items).double() * chosen
    if not found.any():
        raise MissingError(
            f"The cache holds nothing of {', '.join(sorted(only))} to train on: name categories of its clips, or notes."
        )
    return found


def _length_chances(seconds: float) -> list[float]:
    """How likely a sound comes in batches of each length; their sum is 1."""
    columns = math.ceil(round(seconds * RATE_HZ / LATENT_HOP, 3))
    own = next((at for at, length in enumerate(LENGTHS) if length >= columns), len(LENGTHS) - 1)
    longer = [1 / length for length in LENGTHS[own + 1 :]]
    filled = [_FILLED * each / sum(longer) for each in longer]
    chances = [*[_CUT / max(own, 1)] * own, _WHOLE, *filled]
    return [chance / sum(chances) for chance in chances]


def chances(items: Sequence[Item]) -> Tensor:
    """Each item's share of all columns, 0 for validation: categories, and labels in them, by the root of their clips.

    Digits, notes and pairs have shares of their own; all variants of a clip together have as much as those of another.
    """
    singles = _spread([item if not item.valid and item.kind == "one" else None for item in items])
    pairs = _spread([item if not item.valid and item.kind != "one" else None for item in items])
    share = _PAIRS_SHARE if singles.any() and pairs.any() else float(pairs.any())
    return singles * (1 - share) + pairs * share


def _spread(items: Sequence[Item | None]) -> Tensor:
    """Chances whose sum is 1, none for None."""
    given = [item for item in items if item is not None]
    variants = Counter((item.clip, item.other) for item in given)
    labels = Counter((_group(item), item.label) for item in {(item.clip, item.other): item for item in given}.values())
    sums: Counter[str] = Counter()
    roots: dict[str, float] = {}
    for (group, _), count in labels.items():
        sums[group] += count
        roots[group] = roots.get(group, 0.0) + math.sqrt(count)
    shares = _shares(sums)

    def chance(item: Item) -> float:
        group = _group(item)
        of_label = labels[group, item.label]
        within = math.sqrt(of_label) / roots[group]
        return shares[group] * within / of_label / variants[item.clip, item.other]

    return torch.tensor([0.0 if item is None else chance(item) for item in items])


def _group(item: Item) -> str:
    """What has a share in common: notes, else a category."""
    return item.category if item.note is None else NOTES


def _shares(clips: Counter[str]) -> dict[str, float]:
    """How much of all each group is: some have a share that is set, the others by the root of their clips."""
    others = {group: math.sqrt(count) for group, count in clips.items() if group not in _SHARES}
    told = {group: share for group, share in _SHARES.items() if group in clips}
    left = 1 - sum(told.values()) if others else 0.0
    shares = told | {group: left * root / sum(others.values()) for group, root in others.items()}
    return {group: share / sum(shares.values()) for group, share in shares.items()}


def drawn_batch(latents: LatentSet, odds: Odds, usual: int, generator: torch.Generator) -> Batch:
    """A random batch on the device of the latents, of as many columns as so many usual sounds have; even in sounds."""
    at = int(torch.multinomial(odds.lengths, 1, generator=generator))
    count = 2 * max(1, round(usual * USUAL / LENGTHS[at] / 2))
    numbers = torch.multinomial(odds.items[at], count, replacement=True, generator=generator)
    where, longer = torch.rand(2, count, generator=generator, device=numbers.device)
    return batch_of(latents, numbers, LENGTHS[at], where, longer)


def batch_of(latents: LatentSet, numbers: Tensor, columns: int, where: Tensor, longer: Tensor) -> Batch:
    """The items of these numbers in so many columns.

    `where`, 0..1, says where sounds begin that are the same everywhere, `longer`, 0..1, how far beyond its end a sound
    is told to be: up to a half not at all, from three quarters on up to the last column, as a person asks.
    """
    items = tuple(latents.items[number] for number in numbers.tolist())
    going_on = torch.tensor([item.category in GOING_ON and item.kind == "one" for item in items], device=where.device)
    spare = (latents.seconds[numbers] * RATE_HZ / LATENT_HOP - columns).clamp_min(0)
    first = (where * spare * going_on).long()
    left = latents.seconds[numbers] - first * LATENT_HOP / RATE_HZ
    window = torch.full_like(left, columns * LATENT_HOP / RATE_HZ)
    own = torch.minimum(left, window)
    seconds = own + (window - own) * (4 * longer - 2).clamp(0, 1)
    at = torch.arange(columns, device=own.device) * LATENT_HOP / RATE_HZ
    return Batch(latents.cut(numbers, first, columns), at < own[:, None], seconds, items)
