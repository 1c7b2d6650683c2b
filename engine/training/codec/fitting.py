"""One step of training: the network, its running average, the critic and both optimizers, moved on by a batch."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from engine.models.codec.framing import RATE_HZ
from engine.models.codec.network import Network
from engine.training.codec.corpus import Corpus, crops
from engine.training.codec.critic import Critic, critic_loss, deception_loss, feature_loss
from engine.training.codec.disturbing import disturbed_frames, drawn_latents
from engine.training.codec.plan import CROP, Plan
from engine.training.codec.spectral_loss import SpectralLoss

_DIVERGENCE = 1e-3
_DECEPTION = 0.05
_FEATURES = 0.3
_CRITIC_SHARE = 2
"""The critic hears one crop of so many."""
_CRITIC_RATE = 0.3
"""The critic's learning rate, relative to the network's."""
_LARGEST_GRADIENT = 1.0


@dataclass(frozen=True, slots=True)
class Losses:
    """What a step came to: the whole loss, of it the log-mel distance, the divergence in nats; the critic's loss."""

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
        self.average = Network().to(device).requires_grad_(False)
        self.average.load_state_dict(self.network.state_dict())
        self.critic = Critic().to(device)
        self.spectral = SpectralLoss().to(device)
        self.optimizer = torch.optim.AdamW(self.network.parameters(), betas=(0.8, 0.95), weight_decay=1e-3, fused=True)
        self.critic_optimizer = torch.optim.AdamW(self.critic.parameters(), betas=(0.8, 0.95), fused=True)
        self.generator = torch.Generator(device).manual_seed(plan.seed)
        self.step = 0

    def fit(self, corpus: Corpus, odds: Tensor) -> Losses:
        """Make a step on random crops of a corpus on this device."""
        heard = crops(corpus, odds, self.plan.batch, self.generator)
        with torch.autocast(self.device.type, torch.bfloat16):
            posterior = self.network.encoder(heard)
            latents = drawn_latents(posterior, self.generator)
            frames, true = disturbed_frames(latents, heard, self.generator)
            made = self.network.sounded(frames)
        loss, distance = self.spectral(made, true)
        divergence = posterior.divergence().mean()
        loss = loss + _DIVERGENCE * divergence
        critic = torch.zeros(())
        if self.plan.has_critic(self.step):
            few = self.plan.batch // _CRITIC_SHARE
            critic = self._fit_critic(made[:few].detach(), true[:few])
            loss = loss + self._deceived(made[:few], true[:few])
        self._descend(loss)
        self.step += 1
        return Losses(*torch.stack([loss, distance, divergence, critic.to(self.device)]).tolist())

    def _descend(self, loss: Tensor) -> None:
        _stepped(self.optimizer, self.network, loss, self.plan.rate(self.step))
        share = 1 - self.plan.memory(self.step)
        with torch.no_grad():
            torch._foreach_lerp_(list(self.average.parameters()), list(self.network.parameters()), share)

    def _fit_critic(self, made: Tensor, true: Tensor) -> Tensor:
        with torch.autocast(self.device.type, torch.bfloat16):
            loss = critic_loss(self.critic(true), self.critic(made))
        _stepped(self.critic_optimizer, self.critic, loss, _CRITIC_RATE * self.plan.rate(self.step))
        return loss.detach()

    def _deceived(self, made: Tensor, true: Tensor) -> Tensor:
        self.critic.requires_grad_(False)
        with torch.autocast(self.device.type, torch.bfloat16):
            with torch.no_grad():
                real = self.critic(true)
            judged = self.critic(made)
        self.critic.requires_grad_(True)
        return _DECEPTION * deception_loss(judged) + _FEATURES * feature_loss(real, judged)


def _stepped(optimizer: torch.optim.Optimizer, module: nn.Module, loss: Tensor, rate: float) -> None:
    for group in optimizer.param_groups:
        group["lr"] = rate
    optimizer.zero_grad()
    torch.autograd.backward(loss)
    nn.utils.clip_grad_norm_(module.parameters(), _LARGEST_GRADIENT)
    optimizer.step()


def seconds_of_sound(plan: Plan) -> float:
    """Seconds of sound in one step."""
    return plan.batch * CROP / RATE_HZ
