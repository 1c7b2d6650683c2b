"""The grain of noisy sounds: levels drawn from what the decoder says of them, not their smooth middle.

A decoder that can't know each bin of a hiss says its median, and a spectrum of medians buzzes. It also says how far
levels spread. Where that is as far as in noise, the levels and phases of actual white noise are laid over the medians.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from engine.models.vae.network import CLIP
from engine.models.vae.spectrogram import decibels, spectra

_NOISE_SPREAD_DB = 4.3
"""Mean distance of the levels of white noise from their median: how far a Rayleigh distribution spreads."""
_TONE_SPREAD_DB = 2.0
"""Spread up to which a bin counts as known."""


@dataclass(frozen=True, slots=True, eq=False)
class Texture:
    """White noise as levels around their median in decibels, and as phases of the transform, (frames, BINS) each."""

    levels: Tensor
    spectra: Tensor


def texture(generator: torch.Generator) -> Texture:
    """The noise of one clip."""
    noise = spectra(torch.randn(CLIP, generator=generator))
    level = decibels(noise.abs())
    return Texture(level - level.median(), noise)


def noisiness(spread: Tensor) -> Tensor:
    """How much of each bin is noise, 0..1, from the spread of its level in decibels."""
    return ((spread - _TONE_SPREAD_DB) / (_NOISE_SPREAD_DB - _TONE_SPREAD_DB)).clamp(0, 1)
