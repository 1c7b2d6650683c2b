"""How far each way of inpainting ends from the exact posterior: what could have been there, given what stays.

Errors are squared 2-Wasserstein distances per column of the region, of data with a variance of 1. How far the ways
that know no masks err hangs on what is known, so they are measured over many sources too.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean

import torch
from torch import Tensor

from engine.diffusion.denoise import Denoise
from engine.diffusion.inpainting import kept, repainted, replaced
from engine.diffusion.noise import Draw
from engine.diffusion.samplers import euler
from engine.diffusion.sigmas import FLOW_HIGHEST_SHARE, even_flow
from engine.evaluation.exact_score import COLUMNS, Gaussian, autoregressive, distance, pushed, silently
from engine.evaluation.sampling_error import noise_from
from engine.evaluation.torch_threads import torch_threads
from engine.models.diffusion.latents import RESAMPLES

DATA = autoregressive()
MASK = (torch.arange(COLUMNS) >= 20) & (torch.arange(COLUMNS) < 44)
SIGMAS = even_flow(25, FLOW_HIGHEST_SHARE)
SOURCES = 24

Filling = Callable[[Draw, int, Tensor], Tensor]
"""Called with what draws its noise, a number of items and the known source; gives so many filled ones."""


@dataclass(frozen=True, slots=True)
class WayError:
    """The error for one source, and the mean over `SOURCES` of them."""

    one_source: float
    mean: float


@dataclass(frozen=True, slots=True)
class InpaintingErrors:
    """In 25 steps: by a network that knows masks, by RePaint (97 evaluations), and by replacement."""

    masked: WayError
    repainted: WayError
    replaced: WayError


@torch_threads(1)
def inpainting_errors() -> InpaintingErrors:
    """Measure all three: seconds of arithmetic, always the same."""
    return InpaintingErrors(*(_way_error(way) for way in (masking, repainting, replacing)))


def source_of(seed: int) -> Tensor:
    """One draw of the data, (columns,)."""
    noise = torch.randn(COLUMNS, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))
    root: Tensor = torch.linalg.cholesky(DATA.covariance)
    return DATA.mean + root @ noise


def masking(draw: Draw, items: int, known: Tensor) -> Tensor:
    """The exact denoiser of a network that was trained with masks, by Euler's method."""
    filled = euler(_with_masks(known), SIGMAS[0] * noise_from(draw, items), SIGMAS, silently)
    return kept(filled, known, MASK)


def replacing(draw: Draw, items: int, known: Tensor, sigmas: Sequence[float] = SIGMAS) -> Tensor:
    """What is known put back at each step."""
    noise = noise_from(draw, items)
    return euler(replaced(DATA.denoise, known, MASK, noise), sigmas[0] * noise, sigmas, silently)


def repainting(
    draw: Draw, items: int, known: Tensor, sigmas: Sequence[float] = SIGMAS, resamples: int = RESAMPLES
) -> Tensor:
    """Each step taken several times."""
    start = sigmas[0] * noise_from(draw, items)
    return repainted(DATA.denoise, start, sigmas, known, MASK, resamples, draw, silently)


def posterior_error(outcome: Gaussian, known: Tensor) -> float:
    """How far what came out inside of the mask is from what could have been there."""
    return distance(DATA.given(known, MASK), outcome.among(MASK))


def mean_error(way: Filling, outcome: Gaussian) -> float:
    """Over all sources: the covariance of what comes out is the same for each, so only its mean is looked for anew."""
    sources = [source_of(seed) for seed in range(SOURCES)]
    outcomes = [Gaussian(way(torch.zeros_like, 1, known)[0, 0], outcome.covariance) for known in sources]
    return fmean(posterior_error(outcome, known) for outcome, known in zip(outcomes, sources, strict=True))


def _way_error(way: Filling) -> WayError:
    known = source_of(0)
    outcome = pushed(lambda draw, items: way(draw, items, known))
    return WayError(posterior_error(outcome, known), mean_error(way, outcome))


def _with_masks(known: Tensor) -> Denoise:
    posterior = DATA.given(known, MASK)

    def denoise(latents: Tensor, sigma: float) -> Tensor:
        clean = latents.clone()
        clean[..., MASK] = posterior.denoise(latents[..., MASK], sigma)
        return clean

    return denoise
