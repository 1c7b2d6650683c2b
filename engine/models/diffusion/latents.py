"""Each edit as latents: what sampling starts from, what is known, and what the network is told."""

import math

import torch
from torch import Tensor

from engine.diffusion.denoise import TIME
from engine.diffusion.inpainting import dilated, kept, repainted, replaced
from engine.diffusion.looping import ringed
from engine.diffusion.start import between, noised
from engine.diffusion.surroundings import spread_inwards
from engine.families.family import Condition
from engine.models.diffusion.sampling import Sampling
from engine.tasks import Follows

RESAMPLES = 4
"""How often RePaint takes each step: 25 steps are 97 evaluations."""
MORPH_STRENGTH = 0.8
"""How far from both of its sounds a morph is in the middle."""
LOOP_STRENGTH = 0.5
"""How far a loop goes from the sound that it is made of."""
_LEAKING_COLUMNS = 1
"""Columns beside a region whose latents know of what was in it."""
_LEAKING_ROWS = 1
"""Rows below a cutoff whose latents know that nothing was above it."""


def generated(sampling: Sampling, columns: int) -> Tensor:
    """From noise alone."""
    sigmas = sampling.schedule(1.0)
    return sampling.sampled(sampling.denoise(), sigmas[0] * sampling.noise(columns), sigmas)


def transformed(sampling: Sampling, source: Tensor, strength: float) -> Tensor:
    """From the source under as much noise as the strength says."""
    sigmas = sampling.schedule(strength)
    start = noised(source, sampling.noise(source.shape[TIME]), sigmas[0])
    return sampling.sampled(sampling.denoise(), start, sigmas)


def inpainted(
    sampling: Sampling, source: Tensor, mask: Tensor, thorough: bool = False, follows: Follows = "around"
) -> Tensor:  # fmt: skip
    """The source with the masked columns made anew; `mask` is bool (1, 1, columns).

    A network that knows masks is told what stays. For another one, which words lead anyway, the source's latents are
    put back at every step, or, thoroughly, each step is taken several times so that what is new fits (RePaint).
    """
    noise = sampling.noise(source.shape[TIME])
    if sampling.family.card.inpaints:
        return _filled(sampling, source, mask, noise, follows)
    open_mask = _over_rows(dilated(mask, _LEAKING_COLUMNS), source)
    return _held(sampling, source, open_mask, noise, thorough)


def _filled(sampling: Sampling, source: Tensor, mask: Tensor, noise: Tensor, follows: Follows) -> Tensor:
    """By a network that knows masks: from what is around under noise where its makers said so, or from noise alone."""
    strength = sampling.family.card.around
    around = spread_inwards(source, mask) if strength < 1 and follows == "around" else None
    if around is not None:
        sigmas, denoise = sampling.schedule(strength), sampling.denoise_by_both(mask, source)
        return kept(sampling.sampled(denoise, noised(around, noise, sigmas[0]), sigmas), source, mask)
    denoise_by = sampling.denoise_by_words if follows == "words" else sampling.denoise
    sigmas = sampling.schedule(1.0)
    return kept(sampling.sampled(denoise_by(mask, source), sigmas[0] * noise, sigmas), source, mask)


def brightened(sampling: Sampling, source: Tensor, known_rows: int) -> Tensor:
    """The source with all but its lowest rows made anew from noise, so that what is new fits what is known (RePaint).

    Of the known rows the highest is opened as well: it was encoded beside rows that held nothing.
    """
    mask = torch.zeros(1, 1, 1, *sampling.family.card.rows, dtype=torch.bool, device=source.device)
    mask[..., max(0, known_rows - _LEAKING_ROWS) :] = True
    return _held(sampling, source, mask, sampling.noise(source.shape[TIME]), thorough=True)


def _held(sampling: Sampling, source: Tensor, mask: Tensor, noise: Tensor, thorough: bool) -> Tensor:
    sigmas, step = sampling.schedule(1.0), sampling.progress.evaluating
    start, denoise = sigmas[0] * noise, sampling.denoise()
    if thorough:
        return repainted(denoise, start, sigmas, source, mask, RESAMPLES, sampling.draw, step)
    return kept(sampling.sampled(replaced(denoise, source, mask, noise), start, sigmas), source, mask)


def looped(sampling: Sampling, columns: int, source: Tensor | None) -> Tensor:
    """Latents on a ring: their last column runs into their first."""
    sigmas = sampling.schedule(1.0 if source is None else LOOP_STRENGTH)
    noise = sampling.noise(columns)
    start = sigmas[0] * noise if source is None else noised(source, noise, sigmas[0])
    return sampling.sampled(ringed(sampling.denoise_moved, sampling.generators), start, sigmas)


def morphed(sampling: Sampling, first: Tensor, second: Tensor | None, amount: float) -> Tensor:
    """Between two sources, or from one towards the words; the further from both, the more is made anew."""
    base = first if second is None else between(first, second, amount)
    strength = amount if second is None else MORPH_STRENGTH * math.sin(math.pi * amount)
    return transformed(sampling, base, strength)


def mixed(one: Condition, other: Condition, share: float) -> Condition:
    """A condition between two of one length."""
    inputs = ((one.positive, other.positive), (one.negative, other.negative), (one.unset, other.unset))
    positive, negative, unset = (
        tuple(_between_inputs(*pair, share) for pair in zip(*both, strict=True)) for both in inputs
    )
    shares = one.shares if other.shares is None or one.shares is None else torch.lerp(one.shares, other.shares, share)
    return Condition(positive, negative, one.seconds, one.notes + other.notes, unset, shares)


def around(latents: Tensor, before: int, after: int) -> Tensor:
    """Latents on a ring as a line that begins earlier and ends later."""
    columns = torch.arange(-before, latents.shape[TIME] + after, device=latents.device) % latents.shape[TIME]
    return latents.index_select(TIME, columns)


def _over_rows(mask: Tensor, latents: Tensor) -> Tensor:
    return mask.view(*mask.shape, *(1,) * (latents.ndim - mask.ndim))


def _between_inputs(one: Tensor, other: Tensor, share: float) -> Tensor:
    if one.ndim > 1 and one.shape[1] != other.shape[1]:
        one, other = (_filled_up(told, max(one.shape[1], other.shape[1])) for told in (one, other))
    # Which tokens are read is no number that can be mixed: those of either are.
    return torch.lerp(one, other, share) if one.is_floating_point() else torch.maximum(one, other)


def _filled_up(told: Tensor, tokens: int) -> Tensor:
    """With zeros up to that many tokens (batch, tokens, ...)."""
    return torch.nn.functional.pad(told, (0, 0) * (told.ndim - 2) + (0, tokens - told.shape[1]))
