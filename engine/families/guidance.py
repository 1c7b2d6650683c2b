"""A network under a condition: each latent is told its prompt, and guidance is asked for in one call."""

import math
from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from engine.diffusion.denoise import Denoise
from engine.diffusion.guidance import guided_together, guided_together_in_turns
from engine.errors import RangeError
from engine.families.family import Condition

CONTROLS = 3.0
"""How strictly what is set beside the words is followed. Words pull back what controls change: measured on Ember, these
are followed only where words get half of their guidance."""

Estimate = Callable[[Tensor, float, tuple[Tensor, ...]], Tensor]
"""Called as `Denoise` is, and with what the network is told: as many rows as there are latents."""


def guided(estimate: Estimate, condition: Condition, guidance: float) -> Denoise:
    """The estimate of `clean` under a condition; raises `RangeError` for a guidance below 0.

    Guidance 1 is the prompt alone; else both prompts go through the network as one batch of twice the rows. Where
    controls are set, what they change is followed as strictly as `CONTROLS` says, at the price of as many rows again,
    and words are followed half as far beyond themselves.
    """
    away = _led_away_from(condition, guidance)
    return guided_together(_told(estimate, _rows(condition, away)), [strictness for _, strictness in away])


def guided_in_turns(estimate: Estimate, condition: Condition, guidance: float) -> Denoise:
    """The same of a flow for one sampling, where every other call after the first two is told the prompt alone."""
    away = _led_away_from(condition, guidance)
    all_told, prompted = _told(estimate, _rows(condition, away)), _told(estimate, condition.positive)
    return guided_together_in_turns(all_told, prompted, [strictness for _, strictness in away])


def _led_away_from(condition: Condition, guidance: float) -> list[tuple[tuple[Tensor, ...], float]]:
    """What the network is led away from, and how strictly."""
    if not 0 <= guidance < math.inf:
        raise RangeError(f"Guidance is 0 or more, and 1 for none; {guidance:g} came.")
    of_words = 1 + (guidance - 1) / 2 if condition.unset else guidance
    away = [(condition.negative, of_words)] if guidance != 1 else []
    return away + ([(condition.unset, CONTROLS)] if condition.unset else [])


def _rows(condition: Condition, away: Sequence[tuple[tuple[Tensor, ...], float]]) -> tuple[Tensor, ...]:
    """The prompt's, and those of what it is led away from."""
    return tuple(torch.cat(each) for each in zip(condition.positive, *(told for told, _ in away), strict=True))


def _told(estimate: Estimate, told: tuple[Tensor, ...]) -> Denoise:
    return lambda latents, sigma: estimate(latents, sigma, _shared_out(told, len(latents)))


def _shared_out(told: tuple[Tensor, ...], rows: int) -> tuple[Tensor, ...]:
    """Each row as often as needed, so that the latents of one prompt follow each other."""
    for tensor in told:
        if rows % len(tensor):
            raise RangeError(f"{rows} latents can't be shared out among {len(tensor)} prompts: give each as many.")
    return tuple(tensor.repeat_interleave(rows // len(tensor), 0) for tensor in told)
