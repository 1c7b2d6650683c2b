"""What a training run was set out to be, and what of it depends on how far it has come."""

import math
from dataclasses import dataclass

from engine.models.codec.framing import LATENT_HOP

CROP_LATENTS = 16
CROP = CROP_LATENTS * LATENT_HOP
"""Samples of a crop: 0.74 s."""

_WARM_UP = 200
_LAST_SHARE = 0.02
_LONGEST_MEMORY = 0.999


@dataclass(frozen=True, slots=True)
class Plan:
    """How many steps in all, how many crops in each, the highest learning rate, and the seed of every draw.

    The critic takes part from that share of the steps on.
    """

    steps: int
    batch: int
    peak_rate: float
    seed: int
    critic_from: float = 0.5

    def rate(self, step: int) -> float:
        """The learning rate of a step: up over the first ones, then along half a cosine to a fiftieth."""
        falling = 0.5 * (1 + math.cos(math.pi * min(1.0, step / self.steps)))
        return self.peak_rate * min(1.0, (step + 1) / _WARM_UP) * (_LAST_SHARE + (1 - _LAST_SHARE) * falling)

    def has_critic(self, step: int) -> bool:
        """Whether the discriminator takes part."""
        return step >= self.critic_from * self.steps

    def memory(self, step: int) -> float:
        """How much of the averaged weights stays at a step."""
        return min(_LONGEST_MEMORY, (step + 1) / (step + 10))
