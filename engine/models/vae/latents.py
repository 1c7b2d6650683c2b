"""Where a latent comes from: the prior, the posteriors that a prompt names, or the neighbourhood of a sound.

The prior is the mean of all posteriors (the best one that a VAE can have: Tomczak and Welling, 2018), widened by
blending each draw with one of its neighbours. Latents have shape (1, STEPS, SIZE).
"""

from collections.abc import Sequence

import torch
from torch import Tensor

from engine.models.vae.network import Posterior

_NEIGHBOURS = 6
_FAR_NEIGHBOURS = 24
_LARGEST_BLEND = 0.5
_FARTHEST = 0.85
"""How far from a sound towards its neighbour variation goes at most."""


def drawn(posteriors: Posterior, groups: Sequence[Sequence[int]], generator: torch.Generator) -> Tensor:
    """A latent from one posterior out of one of the groups of indices, blended with a near one of its group.

    The groups are the categories, each as likely: all clips for the prior, or those that fit a prompt.
    """
    among = torch.tensor(groups[_below(len(groups), generator)])
    chosen = int(among[_below(len(among), generator)])
    near = _nearest(posteriors, posteriors.mean[chosen], among, _NEIGHBOURS)
    partner = int(near[_below(len(near), generator)])
    share = _LARGEST_BLEND * torch.rand(1, generator=generator)
    mean = torch.lerp(posteriors.mean[chosen], posteriors.mean[partner], share)
    return Posterior(mean[None], posteriors.log_variance[chosen][None]).sample(generator)


def walked(source: Posterior, amount: float, posteriors: Posterior, generator: torch.Generator) -> Tensor:
    """A latent on the way from a sound's own (`amount` 0) towards one of the training clips near to it (1).

    With the same generator the way is the same for every amount, and the distance from the source grows with it.
    """
    near = _nearest(posteriors, source.mean[0], torch.arange(len(posteriors.mean)), _FAR_NEIGHBOURS)
    goal = int(near[_below(len(near), generator)])
    goal_latent = Posterior(posteriors.mean[goal][None], posteriors.log_variance[goal][None]).sample(generator)
    return torch.lerp(source.mean, goal_latent, _FARTHEST * amount)


def _nearest(posteriors: Posterior, mean: Tensor, among: Tensor, count: int) -> Tensor:
    """The indices, out of `among`, of the posteriors whose means are nearest to a mean (STEPS, SIZE)."""
    distances = (posteriors.mean[among] - mean).flatten(1).norm(dim=1)
    return among[distances.argsort(stable=True)[:count]]


def _below(limit: int, generator: torch.Generator) -> int:
    return int(torch.randint(limit, (1,), generator=generator))
