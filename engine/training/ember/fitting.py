"""One step of training: the flow network and its running average, moved on by a batch.

One half of each batch has masks, the other none and goes through the network as a prompt alone does: so each half is
called by itself.
"""

import copy
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from random import Random
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.attention import SDPBackend, sdpa_kernel

from engine.families.fewer_calls import with_fewer_calls
from engine.precision import fast_multiplying
from engine.training.checkpoint import Stateful
from engine.training.ember.batches import Batch, Odds, drawn_batch
from engine.training.ember.flow import drawn_masks, drawn_pitched, drawn_times, flow_loss
from engine.training.ember.latents import LatentSet
from engine.training.ember.network import FlowNetwork, Told
from engine.training.ember.prompts import PromptOf
from engine.training.ember.shape import Shape
from engine.training.ember.words import Words
from engine.training.plan import Plan
from engine.training.rates import memory_at
from engine.training.stepping import Gradients, remembered, shared_out, stepped

DROPPED = 0.15
"""How many prompts are empty, so that guidance can lead away from that."""


class Fitting:
    """All that learns or is averaged, on one device. `step` counts the steps that were made."""

    def __init__(self, plan: Plan, shape: Shape, text_encoder: nn.Module, device: torch.device) -> None:
        torch.manual_seed(plan.seed)
        self.plan = plan
        self.device = device
        self.network = FlowNetwork(shape, text_encoder).to(device)
        self.average = copy.deepcopy(self.network).requires_grad_(False)
        self._called = _with_fewer_calls(self.network)
        self.learning = [each for each in self.network.parameters() if each.requires_grad]
        self.optimizer = torch.optim.AdamW(self.learning, betas=(0.9, 0.98), weight_decay=1e-2, fused=True)
        self.generator = torch.Generator(device).manual_seed(plan.seed)
        self.step = 0

    @property
    def states(self) -> Mapping[str, Stateful]:
        """All that steps change."""
        return {"network": self.network, "average": self.average, "optimizer": self.optimizer}

    def fit(self, latents: LatentSet, odds: Odds, words: Words, prompt_of: PromptOf) -> float:
        """Make a step on a random batch of the latents on this device; returns its loss."""
        batch = drawn_batch(latents, odds, self.plan.batch, self.generator)
        told = told_of(batch, words, prompt_of, self._random(), DROPPED)
        half = len(batch.items) // 2
        halves = [
            _Half(part_of(batch, rows), told.rows(rows), masked)
            for rows, masked in ((slice(half), True), (slice(half, None), False))
        ]
        with _attention(self.device):
            shares = shared_out(self._share, halves, self.generator)
        stepped(self.optimizer, self.learning, [share.gradients for share in shares], self.plan.rate(self.step))
        remembered(self.average, self.network, memory_at(self.step))
        self.step += 1
        return float(torch.stack([share.loss for share in shares]).mean())

    def _share(self, half: "_Half", seed: int) -> "_Share":
        """The gradients of a half of the batch; called on a thread for each."""
        generator = torch.Generator(self.device).manual_seed(seed)
        count, _, columns = half.batch.clean.shape
        mask = drawn_masks(count, columns, generator) if half.masked else None
        pitched = drawn_pitched(half.batch.items, generator)
        time = drawn_times(count, generator)
        noise = torch.randn(half.batch.clean.shape, generator=generator, device=self.device)
        with fast_multiplying(self.device.type, cache=False):
            loss = flow_loss(self._called, half.batch, half.told, mask, pitched, time, noise)
        # Without a mask its layers have no gradient, and with one all of them have.
        gradients = torch.autograd.grad(loss, self.learning, materialize_grads=True)
        return _Share(gradients, loss.detach())

    def _random(self) -> Random:
        """For what is drawn outside of torch; begun anew at each step, so that there is no more to remember."""
        return Random(int(torch.randint(2**31, (1,), generator=self.generator, device=self.device)))


@dataclass(frozen=True, slots=True, eq=False)
class _Half:
    batch: Batch
    told: Told
    masked: bool


@dataclass(frozen=True, slots=True, eq=False)
class _Share:
    gradients: Gradients
    loss: Tensor


def _attention(device: torch.device) -> AbstractContextManager[None]:
    """How attention is computed: on a CPU as it is written, which for sequences this short takes a fifth off a step."""
    return sdpa_kernel(SDPBackend.MATH) if device.type == "cpu" else nullcontext()


def _with_fewer_calls(network: FlowNetwork) -> FlowNetwork:
    """One of the same weights, a fifth quicker; its parts have other names, so that it isn't what is saved."""
    shared: dict[int, Any] = {id(weights): weights for weights in network.parameters()}
    called = copy.deepcopy(network, shared)
    with_fewer_calls(called.transformer)
    return called


def told_of(batch: Batch, words: Words, prompt_of: PromptOf, random: Random, dropped: float) -> Told:
    """What the network is told of a batch; so many of its prompts, 0..1, are empty."""
    prompts = ["" if random.random() < dropped else prompt_of(item, random) for item in batch.items]
    ids, read = words.read(prompts)
    return Told(ids.to(batch.seconds.device), read.to(batch.seconds.device), batch.seconds)


def part_of(batch: Batch, rows: slice) -> Batch:
    """Some of a batch."""
    return Batch(batch.clean[rows], batch.sounding[rows], batch.seconds[rows], batch.items[rows])
