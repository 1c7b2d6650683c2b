"""How well weights do on sounds that they never learned from: the flow's loss, each time with the same noise."""

from dataclasses import dataclass
from random import Random

import torch
from torch import Tensor

from engine.precision import fast_multiplying
from engine.training.ember.batches import Batch, batch_of
from engine.training.ember.fitting import told_of
from engine.training.ember.flow import drawn_masks, flow_loss
from engine.training.ember.latents import LatentSet
from engine.training.ember.network import FlowNetwork, Told
from engine.training.ember.prompts import PromptOf
from engine.training.ember.words import Words

_ITEMS = 128
_TOGETHER = 16
_COLUMNS = 64


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """A batch with all that its loss depends on."""

    batch: Batch
    told: Told
    mask: Tensor | None
    time: Tensor
    noise: Tensor


def trials_of(latents: LatentSet, words: Words, prompt_of: PromptOf) -> list[Trial]:
    """The same trials each time: of validation items spread over all, every second batch with masks."""
    valid = latents.chosen(valid=True)
    chosen = torch.tensor(valid[:: max(1, len(valid) // _ITEMS)][:_ITEMS], device=latents.latents.device)
    generator = torch.Generator(chosen.device).manual_seed(0)
    random = Random(0)
    return [
        _trial(latents, numbers, at % 2 == 1, words, prompt_of, random, generator)
        for at, numbers in enumerate(torch.split(chosen, _TOGETHER))
    ]


@torch.inference_mode()
def validated(network: FlowNetwork, trials: list[Trial]) -> float:
    """The mean loss over all trials."""
    losses = []
    for trial in trials:
        with fast_multiplying(trial.noise.device.type):
            losses.append(_loss(network, trial))
    return float(torch.stack(losses).mean())


def _loss(network: FlowNetwork, trial: Trial) -> Tensor:
    """With no pitch seen."""
    pitched = torch.zeros(len(trial.time), dtype=torch.bool, device=trial.time.device)
    return flow_loss(network, trial.batch, trial.told, trial.mask, pitched, trial.time, trial.noise)


def _trial(
    latents: LatentSet, numbers: Tensor, masked: bool, words: Words, prompt_of: PromptOf, random: Random,
    generator: torch.Generator,
) -> Trial:  # fmt: skip
    """Times lie evenly under a logit-normal."""
    nothing = torch.zeros(len(numbers), device=numbers.device)
    batch = batch_of(latents, numbers, _COLUMNS, nothing, nothing)
    even = (torch.arange(len(numbers), device=numbers.device) + 0.5) / len(numbers)
    return Trial(
        batch=batch,
        told=told_of(batch, words, prompt_of, random, dropped=0.0),
        mask=drawn_masks(len(numbers), _COLUMNS, generator) if masked else None,
        time=torch.special.ndtri(even).sigmoid(),
        noise=torch.randn(batch.clean.shape, generator=generator, device=numbers.device),
    )
