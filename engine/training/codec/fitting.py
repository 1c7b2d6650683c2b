"""One step of training: the network, its running average, the critic and both optimizers, moved on by a batch."""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from engine.models.codec.framing import RATE_HZ
from engine.models.codec.network import Network
from engine.precision import fast_multiplying
from engine.training.checkpoint import Stateful
from engine.training.codec.corpus import Corpus, crops
from engine.training.codec.critic import Critic, critic_loss, deception_loss, feature_loss
from engine.training.codec.disturbing import disturbed_frames, drawn_latents
from engine.training.codec.envelope_loss import envelope_loss
from engine.training.codec.level_loss import level_loss
from engine.training.codec.plan import CROP, Plan
from engine.training.codec.size_loss import size_loss
from engine.training.codec.spectral_loss import SpectralLoss
from engine.training.rates import memory_at
from engine.training.stepping import Gradients, remembered, shared_out, stepped

_DIVERGENCE = 1e-3
_LEVELS = 0.3
_POINTS = 1.0
_DECEPTION = 0.05
_FEATURES = 0.3
_CRITIC_SHARE = 2
"""The critic hears one crop of so many."""
_CRITIC_RATE = 0.3
"""The critic's learning rate, relative to the network's."""
_HALVES = 2


@dataclass(frozen=True, slots=True)
class Losses:
    """What a step came to: the whole loss, of it the distance of levels, the divergence in nats; the critic's loss."""

    whole: float
    distance: float
    divergence: float
    critic: float


class Fitting:
    """All that learns or is averaged, on one device. `step` counts the steps that were made."""

    def __init__(self, plan: Plan, device: torch.device) -> None:
        torch.manual_seed(plan.seed)
        self.plan = plan
        self.device = device
        self.network = Network().to(device)
        if plan.keep_latents:
            self.network.encoder.requires_grad_(False)
        self.average = Network().to(device).requires_grad_(False)
        self.average.load_state_dict(self.network.state_dict())
        self.critic = Critic().to(device)
        self.spectral = SpectralLoss().to(device)
        self.optimizer = torch.optim.AdamW(self.network.learning(), betas=(0.8, 0.95), weight_decay=1e-3, fused=True)
        self.critic_optimizer = torch.optim.AdamW(self.critic.parameters(), betas=(0.8, 0.95), fused=True)
        self.generator = torch.Generator(device).manual_seed(plan.seed)
        self.step = 0

    @property
    def states(self) -> Mapping[str, Stateful]:
        """All that steps change."""
        return {
            "network": self.network,
            "average": self.average,
            "optimizer": self.optimizer,
            "critic": self.critic,
            "critic_optimizer": self.critic_optimizer,
        }

    def fit(self, corpus: Corpus, odds: Tensor) -> Losses:
        """Make a step on random crops of a corpus on this device."""
        heard = crops(corpus, odds, self.plan.batch, self.generator)
        halves = list(heard.chunk(_HALVES if self.device.type == "cpu" else 1))
        shares = shared_out(self._share, halves, self.generator)
        rate = self.plan.rate(self.step)
        stepped(self.optimizer, self.network.learning(), [share.network for share in shares], rate)
        if self.plan.has_critic(self.step):
            critic = list(self.critic.parameters())
            stepped(self.critic_optimizer, critic, [share.critic for share in shares], _CRITIC_RATE * rate)
        remembered(self.average, self.network, memory_at(self.step))
        self.step += 1
        return Losses(*torch.stack([share.losses for share in shares]).mean(0).tolist())

    def _share(self, heard: Tensor, seed: int) -> "_Share":
        """The gradients of a part of the batch; called on a thread for each."""
        generator = torch.Generator(self.device).manual_seed(seed)
        with fast_multiplying(self.device.type):
            posterior = self.network.encoder(heard)
            frames, true = disturbed_frames(drawn_latents(posterior, generator), heard, generator)
            said = self.network.decoder(frames)
        sizes, distance = size_loss(self.network.spectrum_of(said, frames).sizes, true)
        divergence = posterior.divergence().mean()
        parts = _LEVELS * level_loss(said.levels, frames, true) + _POINTS * envelope_loss(said.points, true)
        loss = sizes + _DIVERGENCE * divergence + parts
        if self.plan.has_critic(self.step):
            made = self.network.sound_of(said, frames)
            judging, deceiving, critic = self._judged(made, true)
            loss = loss + self.spectral(made, true)[0] + deceiving
        else:
            judging, critic = torch.zeros((), device=self.device), ()
        network = torch.autograd.grad(loss, self.network.learning())
        return _Share(network, critic, torch.stack([loss, distance, divergence, judging]).detach())

    def _judged(self, made: Tensor, true: Tensor) -> tuple[Tensor, Tensor, Gradients]:
        """The critic's loss on some of the sounds, what the network loses by it, and the critic's gradients."""
        some = -(-len(made) // _CRITIC_SHARE)
        with fast_multiplying(self.device.type, cache=False):
            real, judged = self.critic(true[:some]), self.critic(made[:some])
            judging = critic_loss(real, judged)
            deceiving = _DECEPTION * deception_loss(judged) + _FEATURES * feature_loss(real, judged)
        return judging, deceiving, torch.autograd.grad(judging, list(self.critic.parameters()), retain_graph=True)


@dataclass(frozen=True, slots=True, eq=False)
class _Share:
    """What a part of a batch comes to: gradients of every parameter, and the losses as `Losses` has them."""

    network: Gradients
    critic: Gradients
    losses: Tensor


def seconds_of_sound(plan: Plan) -> float:
    """Seconds of sound in one step."""
    return plan.batch * CROP / RATE_HZ
