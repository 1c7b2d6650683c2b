"""How far a variation goes from its source, over an exact score: evenly with the amount asked for."""

from dataclasses import replace
from typing import cast

import pytest
import torch
from torch import Tensor

from engine.diffusion.start import noised
from engine.families.family import Family, FamilyCard
from engine.models.diffusion.latents import transformed
from engine.models.diffusion.progress import Progress
from engine.models.diffusion.sampling import begun
from engine.tasks import Style
from tests.engine.models.diffusion.test_latents import CARD, DATA, ROWS, Exact

AMOUNTS = (0.0, 0.02, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
CARDS = {
    "variance-preserving": CARD,
    "flow": replace(CARD, schedule="flow", highest_sigma=490.0),
    "exponential": replace(CARD, schedule="exponential", highest_sigma=500.0, lowest_sigma=0.3),
}


def sources(count: int) -> Tensor:
    """Sounds from the data, one a column."""
    noise = torch.randn(1, 1, count, ROWS, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    return DATA.mean + noise @ torch.linalg.cholesky(DATA.covariance).T


def varied(card: FamilyCard, source: Tensor, amount: float) -> Tensor:
    exact = Exact()
    exact.card = card
    sampling = begun(cast(Family, exact), Style(), 1.0, 3, Progress(lambda done, total: None))
    return transformed(sampling, source, amount)


@pytest.mark.parametrize("card", CARDS.values(), ids=list(CARDS))
def test_a_variation_goes_the_farther_the_larger_its_amount(card: FamilyCard) -> None:
    source = sources(200)
    apart = [float((varied(card, source, amount) - source).square().mean().sqrt()) for amount in AMOUNTS]
    assert apart[0] == 0
    assert apart == sorted(apart)
    # At 1 it is any sound of the data, the square root of 2 away; below one half it goes evenly.
    assert apart[-1] == pytest.approx(2**0.5, rel=0.05)
    for amount, distance in zip(AMOUNTS[1:7], apart[1:7], strict=True):
        assert distance == pytest.approx(1.05 * amount, rel=0.05)


def test_a_variation_is_nearer_to_the_data_than_the_noise_it_began_in() -> None:
    source = sources(200)
    start = noised(source, torch.randn(source.shape, generator=torch.Generator().manual_seed(2)), 1.0)
    below = float((varied(CARDS["flow"], source, 0.5) - source).square().mean())
    assert below < 0.5 * float((start - source).square().mean())
