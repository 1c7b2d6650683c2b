"""Sampling is led to what a measure is asked to tell, no farther than needed, and only where it may be."""

import math

import pytest
import torch
from torch import Tensor

from engine.diffusion.noise import drawn_from, generators_of
from engine.diffusion.samplers import Sampler, adams_bashforth, dpm_solver, euler, ping_pong
from engine.diffusion.sigmas import even_flow, share_of
from engine.diffusion.start import noise_of
from engine.diffusion.steering import steered
from engine.evaluation.exact_score import silently

SEEDS = range(100)
SAMPLERS = [euler, adams_bashforth, dpm_solver, ping_pong(drawn_from(generators_of(SEEDS)))]
ONE_COLUMN = torch.tensor([True, False, False])[None, None]


def normal(latents: Tensor, sigma: float) -> Tensor:
    """The exact denoiser of independent normal numbers."""
    return latents / (1 + sigma**2)


def as_they_are(slopes: Tensor) -> Tensor:
    """Ways along which independent numbers vary."""
    return slopes


def told(latents: Tensor) -> Tensor:
    """The mean of all numbers, and how loud the second channel is."""
    return torch.stack((latents.mean((1, 2)), latents[:, 1].square().mean(1)), 1)


def sampled(sampler: Sampler, asked: Tensor, mask: Tensor | None = None) -> Tensor:
    sigmas = even_flow(12, 0.998)
    return sampler(
        steered(normal, told, as_they_are, asked, mask), sigmas[0] * noise_of(SEEDS, (2, 3)), sigmas, silently
    )


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_what_is_asked_is_measured_in_the_end(sampler: Sampler) -> None:
    found = told(sampled(sampler, torch.tensor([[0.4, math.nan]])))
    assert found[:, 0].tolist() == pytest.approx([0.4] * 100, abs=0.05)
    assert found[:, 1].std() > 0.2, "nothing was asked of it"


def test_several_numbers_are_reached_together() -> None:
    found = told(sampled(adams_bashforth, torch.tensor([[0.3, 1.5]])))
    assert found[:, 0].median() == pytest.approx(0.3, abs=0.05)
    assert found[:, 1].median() == pytest.approx(1.5, abs=0.2)


def test_each_row_may_be_asked_something_else() -> None:
    asked = torch.full((100, 2), math.nan)
    asked[:50, 0], asked[50:, 0] = -0.5, 0.5
    asked[99] = math.nan
    found, free = sampled(adams_bashforth, asked), adams_bashforth(normal, *_start(), silently)
    assert told(found)[:50, 0].mean() == pytest.approx(-0.5, abs=0.05)
    assert told(found)[50:99, 0].mean() == pytest.approx(0.5, abs=0.05)
    torch.testing.assert_close(found[99], free[99])


def _start() -> tuple[Tensor, list[float]]:
    sigmas = even_flow(12, 0.998)
    return sigmas[0] * noise_of(SEEDS, (2, 3)), sigmas


def test_what_a_mask_keeps_is_not_moved() -> None:
    found = sampled(adams_bashforth, torch.tensor([[0.4, math.nan]]), ONE_COLUMN)
    free = adams_bashforth(normal, *_start(), silently)
    torch.testing.assert_close(found[:, :, 1:], free[:, :, 1:])
    assert not torch.allclose(found[:, :, 0], free[:, :, 0])


def test_what_is_out_of_reach_is_approached_by_a_bounded_step() -> None:
    clean = torch.zeros(1, 2, 3)
    moved = steered(lambda latents, sigma: latents, told, as_they_are, torch.tensor([[1000.0, math.nan]]))(clean, 1.0)
    assert 0 < float(moved.square().mean().sqrt()) <= 1 + 1e-6


def test_it_steers_where_no_gradients_are_kept_and_leaves_none() -> None:
    with torch.inference_mode():
        found = sampled(euler, torch.tensor([[0.4, math.nan]]))
    assert not found.requires_grad
    assert told(found.clone())[:, 0].mean() == pytest.approx(0.4, abs=0.05)


def test_latents_move_along_the_ways_in_which_they_vary() -> None:
    ways = torch.tensor([1.0, 0.0])[:, None]
    leading = steered(
        lambda latents, sigma: latents, told, lambda slopes: slopes * ways, torch.tensor([[0.4, math.nan]])
    )
    moved = leading(torch.zeros(1, 2, 3), 1.0)
    assert moved[:, 0].tolist() == [pytest.approx([0.8] * 3, rel=0.05)], "one channel brings all that is missed"
    assert not moved[:, 1].any(), "and the other doesn't vary"


def test_what_is_spread_over_what_a_mask_keeps_does_not_move_it() -> None:
    everywhere = steered(
        lambda latents, sigma: latents,
        told,
        lambda slopes: slopes.mean(3, keepdim=True).expand_as(slopes),
        torch.tensor([[0.4, math.nan]]),
        ONE_COLUMN,
    )
    moved = everywhere(torch.zeros(1, 2, 3), 1.0)
    assert moved[:, :, 0].all()
    assert not moved[:, :, 1:].any()


def test_what_a_measure_misses_is_made_good_where_the_sound_is_heard() -> None:
    def heard(clean: Tensor) -> Tensor:
        return told(clean) + torch.tensor([0.2, math.nan])

    asked = torch.tensor([[0.4, 1.0]])
    sigmas = even_flow(12, 0.998)
    hearing = steered(normal, told, as_they_are, asked, heard=heard)
    clean = adams_bashforth(hearing, sigmas[0] * noise_of(SEEDS, (2, 3)), sigmas, silently)
    assert heard(clean)[:, 0].median() == pytest.approx(0.4, abs=0.05)
    assert told(clean)[:, 1].median() == pytest.approx(1.0, abs=0.2), "what isn't heard is as it is measured"
    assert heard(sampled(adams_bashforth, asked))[:, 0].median() == pytest.approx(0.6, abs=0.05)


def test_only_what_is_nearly_clean_is_heard() -> None:
    shares: list[float] = []
    heard_at: list[float] = []

    def denoise(latents: Tensor, sigma: float) -> Tensor:
        shares.append(share_of(sigma))
        return normal(latents, sigma)

    def heard(clean: Tensor) -> Tensor:
        heard_at.append(shares[-1])
        return told(clean)

    sigmas = even_flow(12, 0.998)
    steering = steered(denoise, told, as_they_are, torch.tensor([[0.4, 1.0]]), heard=heard)
    adams_bashforth(steering, sigmas[0] * noise_of(SEEDS, (2, 3)), sigmas, silently)
    assert heard_at == [share for share in shares if share < 0.3]
    assert heard_at
