"""What the spectrogram VAE is trained to make small."""

import torch
from torch import Tensor

from engine.models.vae.network import Posterior
from engine.models.vae.spectrogram import BINS, FLOOR_DB, RATE_HZ
from engine.precision import fast_dtype

_DIVERGENCE_WEIGHT = 0.02
_SPREAD_WEIGHT = 0.02
_DETAIL_WEIGHT = 1.0
_DETAIL_BINS = 15
_HEARD_EVENLY_HZ = 700.0
_SILENT_BELOW_DB = FLOOR_DB + 5
_SILENCE_WEIGHT = 0.3


def vae_loss(true: Tensor, levels: Tensor, spread: Tensor, posterior: Posterior) -> Tensor:
    """The loss of a batch: levels and spread are (batch, FRAMES, BINS) in decibels, as are the true levels.

    Four parts: the distance of levels (the median of a Laplace likelihood), that of their detail along frequency
    (partials, which would drown in the level of whole regions), how far the spread lies from the distances that it
    should foretell, and the posterior's divergence from the standard normal.
    """
    weights = _bin_weights() * torch.where(true > _SILENT_BELOW_DB, 1.0, _SILENCE_WEIGHT)
    distance = (levels - true).abs()
    # Three digits are enough here, and in bfloat16 the product can take a quarter of the time.
    detail = ((levels - true).to(fast_dtype()) @ _detail().to(fast_dtype())).abs()
    misjudged = (spread - distance.detach()) ** 2
    parts = distance + _DETAIL_WEIGHT * detail + _SPREAD_WEIGHT * misjudged
    return (parts * weights).mean() + _DIVERGENCE_WEIGHT * posterior.divergence().mean()


def _bin_weights() -> Tensor:
    """Weights (BINS,) of mean 1 that fall like the density of the ear's bands."""
    weights = 1 / (torch.linspace(0, RATE_HZ / 2, BINS) + _HEARD_EVENLY_HZ)
    return weights / weights.mean()


def _detail() -> Tensor:
    """The matrix (BINS, BINS) that takes from levels their mean over the bins around: partials stay, slopes go."""
    bins = torch.arange(BINS)
    around = (bins[:, None] - bins).abs() <= _DETAIL_BINS // 2
    return torch.eye(BINS) - around / _DETAIL_BINS
