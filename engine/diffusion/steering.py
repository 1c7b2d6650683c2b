"""Sampling led to latents of which a measure tells what is asked for.

At each step the estimate of clean latents is moved as little as it has to be for the measure to tell the numbers that
are asked for: two Gauss-Newton steps. Little is meant as latents vary: the shortest way of all changes what a learned
measure tells, and nothing that is heard. As in universal guidance (Bansal et al., 2023) on the estimate, so that
nothing is known of the network that denoises, and no gradient goes through it.

A learned measure errs by the kind of sound, and more where it leads. So where little noise is left the estimate
is heard, and moved again by what the measure was off: once in a step, since heard twice in one it is worn down.
"""

from collections.abc import Callable

import torch
from torch import Tensor

from engine.diffusion.denoise import Denoise
from engine.diffusion.sigmas import share_of

Measure = Callable[[Tensor], Tensor]
"""Called with clean latents; gives numbers (batch, numbers) that can be differentiated."""
Spread = Callable[[Tensor], Tensor]
"""Called with slopes (batch, numbers, channels, columns); gives the ways along which latents vary: by a covariance."""
Hearing = Callable[[Tensor], Tensor]
"""Called with clean latents; gives the same numbers as a measure, of what they sound like, or NaN for its own."""

_HEARD_BELOW = 0.3
"""The share of noise below which an estimate is near enough to what will be heard."""
_DAMPING = 0.01
"""Added to how steep the measure is, relative to that, so that what it hardly depends on moves nothing far."""
_TIMES = 2
_FLATTEST = 1e-9
_FARTHEST = 0.5
"""How far latents move at most in one of them, in the root of the mean square: their own deviation is about 1."""


def steered(
    denoise: Denoise, measure: Measure, spread: Spread, asked: Tensor, mask: Tensor | None = None,
    heard: Hearing | None = None,
) -> Denoise:  # fmt: skip
    """A denoiser whose estimates measure what is asked (1 or batch, numbers); nothing is asked where that is NaN.

    `mask` is True where latents may be moved. With `heard` they come to sound as is asked, not to measure so.
    """
    which = (~asked.isnan()).any(0).nonzero()[:, 0]

    def steering(latents: Tensor, sigma: float) -> Tensor:
        clean = _moved(denoise(latents, sigma), measure, spread, asked[:, which], which, mask)
        if heard is None or share_of(sigma) > _HEARD_BELOW:
            return clean
        missed = (measure(clean) - heard(clean))[:, which].nan_to_num()
        return _moved(clean, measure, spread, asked[:, which] + missed, which, mask)

    return steering


def _moved(
    clean: Tensor, measure: Measure, spread: Spread, wanted: Tensor, which: Tensor, mask: Tensor | None
) -> Tensor:  # fmt: skip
    """Latents of which the measure tells what is wanted (1 or batch, which)."""
    free = ~wanted.isnan()[:, :, None, None]
    free = free if mask is None else free & mask[:, None]
    for _ in range(_TIMES):
        measured, slopes = _slopes(measure, clean, which)
        slopes = slopes * free
        clean = clean + _least_move(slopes, spread(slopes) * free, (wanted - measured).nan_to_num())
    return clean


def _slopes(measure: Measure, clean: Tensor, which: Tensor) -> tuple[Tensor, Tensor]:
    """The numbers (batch, which) of latents, and how each changes with them (batch, which, channels, columns)."""
    with torch.inference_mode(False), torch.enable_grad():
        free = clean.clone().requires_grad_()
        measured = measure(free)[:, which.clone()]
        slopes = [torch.autograd.grad(each.sum(), free, retain_graph=True)[0] for each in measured.unbind(1)]
    return measured.detach(), torch.stack(slopes, 1)


def _least_move(slopes: Tensor, ways: Tensor, missed: Tensor) -> Tensor:
    """The shortest move along the ways that changes the numbers by what is missed, as far as their slopes go on.

    A part of it where that is too far.
    """
    flat, along = slopes.flatten(2), ways.flatten(2)
    steepness = flat @ along.transpose(1, 2)
    damping = torch.diag_embed(_DAMPING * steepness.diagonal(dim1=1, dim2=2) + _FLATTEST)
    move = (torch.linalg.solve(steepness + damping, missed)[:, None] @ along)[:, 0]
    far = move.square().mean(1, keepdim=True).sqrt()
    bounded: Tensor = move * (_FARTHEST / far.clamp_min(_FARTHEST))
    return bounded.view(slopes[:, 0].shape)
