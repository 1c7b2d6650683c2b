"""What a training run was set out to be, and what of it depends on how far it has come."""

from dataclasses import dataclass

from engine.models.codec.framing import LATENT_HOP
from engine.training.rates import rate_at

CROP_LATENTS = 16
CROP = CROP_LATENTS * LATENT_HOP
"""Samples of a crop: 0.74 s."""

_WARM_UP = 200


@dataclass(frozen=True, slots=True)
class Plan:
    """How many steps in all, how many crops in each, the highest learning rate, and the seed of every draw.

    The critic takes part from that share of the steps on. With `keep_latents` only the decoder learns, so that what was
    made to make latents stays right.
    """

    steps: int
    batch: int
    peak_rate: float
    seed: int
    critic_from: float = 0.5
    keep_latents: bool = False

    def rate(self, step: int) -> float:
        """The learning rate of a step: up over the first ones, then along half a cosine to a fiftieth."""
        return rate_at(step, self.steps, self.peak_rate, _WARM_UP)

    def has_critic(self, step: int) -> bool:
        """Whether the discriminator takes part."""
        return step >= self.critic_from * self.steps
