"""New rows above known ones, over an exact score: the known stay to the bit, and the new ones fit the posterior."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import fmean
from typing import Any, cast

import pytest
import torch
from torch import Tensor

from engine.diffusion.denoise import Denoise
from engine.diffusion.inpainting import replaced
from engine.diffusion.noise import Draw, generators_of
from engine.diffusion.samplers import dpm_solver
from engine.evaluation.exact_score import COLUMNS, Gaussian, autoregressive, distance, pushed, silently
from engine.families.family import Condition, Family, FamilyCard
from engine.models.diffusion.latents import brightened
from engine.models.diffusion.progress import Progress
from engine.models.diffusion.sampling import Sampling, begun
from engine.tasks import Style

ROWS = COLUMNS
KNOWN_ROWS = 40
HELD_ROWS = KNOWN_ROWS - 1
"""The highest known row is opened as well."""
DATA = autoregressive()
OPEN = torch.arange(ROWS) >= HELD_ROWS
CARD = FamilyCard(
    family="exact",
    rate_hz=16_000,
    channels=1,
    frames_per_column=640,
    window_columns=1,
    latent_channels=1,
    rows=(ROWS,),
    schedule="variance-preserving",
    highest_sigma=80.0,
    lowest_sigma=0.02,
    distilled=False,
    inpaints=False,
    default_steps=10,
    default_guidance=1.0,
    longest_seconds=10.0,
    weights="none",
    precision="float32",
    device="cpu",
    threads=1,
)


class Exact:
    """A family whose network knows the score: each column is a Gaussian along its rows."""

    card = CARD

    def condition(self, prompts: list[str], negatives: list[str], seconds: float) -> Condition:
        return Condition((), (), seconds, ())

    def denoise(self, condition: Condition, guidance: float, mask: Any = None, known: Any = None) -> Denoise:
        return DATA.denoise


EXACT = cast(Family, Exact())


@dataclass(frozen=True, slots=True, eq=False)
class Pushed(Sampling):
    """A request whose noise comes from elsewhere, for many items at once."""

    drawing: Draw
    items: int

    @property
    def draw(self) -> Draw:
        return lambda latents: self.drawing(latents[:, :, 0])[:, :, None]

    def noise(self, columns: int) -> Tensor:
        return self.draw(torch.zeros(self.items, 1, columns, ROWS, dtype=torch.float64))


def source_of(seed: int, columns: int = 1) -> Tensor:
    """A draw of the data (1, 1, columns, ROWS)."""
    generator = torch.Generator().manual_seed(seed)
    noise = torch.randn(1, 1, columns, ROWS, dtype=torch.float64, generator=generator)
    return DATA.mean + noise @ torch.linalg.cholesky(DATA.covariance).T


def pushed_sampling(draw: Draw, items: int) -> Pushed:
    condition = EXACT.condition([""], [""], 1.0)
    return Pushed(EXACT, Style(), condition, generators_of([0])[0], Progress(silently), draw, items)


def by_repaint(draw: Draw, items: int, known: Tensor) -> Tensor:
    return brightened(pushed_sampling(draw, items), known, KNOWN_ROWS)[:, :, 0]


def by_replacement(draw: Draw, items: int, known: Tensor) -> Tensor:
    sampling = pushed_sampling(draw, items)
    noise, sigmas = sampling.noise(1), sampling.schedule(1.0)
    return dpm_solver(replaced(DATA.denoise, known, OPEN, noise), sigmas[0] * noise, sigmas, silently)[:, :, 0]


def mean_error(way: Callable[[Draw, int, Tensor], Tensor]) -> float:
    """Over 24 sources: the covariance of what comes out is the same for each, so only its mean is looked for anew."""
    covariance = pushed(lambda draw, items: way(draw, items, source_of(0))).covariance
    sources = [source_of(seed) for seed in range(24)]
    outcomes = [Gaussian(way(torch.zeros_like, 1, known)[0, 0], covariance) for known in sources]
    posteriors = [DATA.given(known[0, 0, 0], OPEN) for known in sources]
    return fmean(map(distance, posteriors, (outcome.among(OPEN) for outcome in outcomes)))


def test_new_rows_fit_the_posterior_better_than_by_replacement() -> None:
    found, replacing = mean_error(by_repaint), mean_error(by_replacement)
    assert found < 0.07
    assert found < 0.6 * replacing


@pytest.mark.parametrize("columns", [1, 7])
def test_rows_below_stay_to_the_bit_and_all_others_are_new(columns: int) -> None:
    known = source_of(5, columns).float()
    sampling = begun(EXACT, Style(), 1.0, 3, Progress(silently))
    made = brightened(sampling, known, KNOWN_ROWS)
    assert torch.equal(made[..., :HELD_ROWS], known[..., :HELD_ROWS])
    assert bool((made != known)[..., HELD_ROWS:].all())


def test_with_no_row_below_all_of_it_is_made() -> None:
    known = source_of(5).float()
    sampling = begun(EXACT, Style(), 1.0, 3, Progress(silently))
    assert bool((brightened(sampling, known, 0) != known).all())
