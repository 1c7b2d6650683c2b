"""How long sounds last that are called so is fitted on captions of the cache, in other words each time."""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from random import Random

import torch
from torch import Tensor

from engine.models.words.lasting import Lasting
from engine.training.ember.batches import GOING_ON
from engine.training.ember.items import Item
from engine.training.ember.listeners import fitted
from engine.training.ember.prompts import PromptOf

Placed = Callable[[Sequence[str]], Tensor]
"""Gives places (texts, space) of texts."""

_BATCH = 256
_TIMES = 3
"""How many prompts are drawn for each clip."""
_NEARBY = 0.03
_ANY_SECONDS = 16.0
"""What a sound is learned to last that may go on: more than any clip."""
_CUT_SECONDS = 3.95
"""Clips of so long were cut there."""
_SHORTER = 0.7
"""The share of what is called so that is over by then."""


def fitted_lasting(items: Sequence[Item], placed: Placed, prompt_of: PromptOf, steps: int, seed: int = 0) -> Lasting:
    """A network for the places of these texts; the same items, steps and seed give the same.

    Its loss is that of a quantile (Koenker and Bassett, 1978).
    """
    learned = [item for item in items if item.kind == "one" and item.variant == 0 and not item.valid]
    random = Random(seed)
    places = placed([prompt_of(item, random) for item in learned for _ in range(_TIMES)])
    octaves = torch.tensor([_octaves(item) for item in learned for _ in range(_TIMES)], device=places.device)
    called = Counter(item.label for item in learned)
    odds = torch.tensor([called[item.label] ** -0.5 for item in learned for _ in range(_TIMES)], device=places.device)

    def loss(network: Lasting, generator: torch.Generator) -> Tensor:
        some = torch.multinomial(odds, _BATCH, replacement=True, generator=generator)
        near = _NEARBY * torch.randn(_BATCH, places.shape[1], generator=generator, device=places.device)
        missed = octaves[some] - network(places[some] + near)
        return torch.maximum(_SHORTER * missed, (_SHORTER - 1) * missed).mean()

    network: Lasting = fitted(lambda: Lasting(places.shape[1]), loss, places.device, steps, seed)
    return network


def _octaves(item: Item) -> float:
    any_length = item.category in GOING_ON or item.seconds >= _CUT_SECONDS
    return math.log2(_ANY_SECONDS if any_length else item.seconds)
