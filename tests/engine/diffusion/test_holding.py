"""A channel that is held ends at its numbers, is seen as it is at every time, and the others answer to it."""

import pytest
import torch
from torch import Tensor

from engine.diffusion.holding import held
from engine.diffusion.noise import drawn_from, generators_of
from engine.diffusion.samplers import Sampler, adams_bashforth, dpm_solver, euler, ping_pong
from engine.diffusion.sigmas import even_flow
from engine.diffusion.start import noise_of
from engine.evaluation.exact_score import silently

NUMBER = torch.full((1, 1, 1), 1.5)
SEEDS = range(200)
SAMPLERS = [euler, adams_bashforth, dpm_solver, ping_pong(drawn_from(generators_of(SEEDS)))]


def knowing(latents: Tensor, sigma: float) -> Tensor:
    """The exact denoiser of pairs of normal numbers, 0.1 apart, where the second is seen as it is."""
    second = latents[:, 1:] / (1 + sigma)
    first = (latents[:, :1] * 0.1**2 + second * sigma**2) / (0.1**2 + sigma**2)
    return torch.cat((first, torch.zeros_like(second)), 1)


def sampled(sampler: Sampler, numbers: Tensor = NUMBER) -> Tensor:
    sigmas = even_flow(32, 0.998)
    start = sigmas[0] * noise_of(SEEDS, (2, 3))
    return sampler(held(knowing, 1, numbers), start, sigmas, silently)


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_what_is_held_comes_out_and_the_others_fit_it(sampler: Sampler) -> None:
    latents = sampled(sampler)
    assert torch.equal(latents[:, 1], torch.full_like(latents[:, 1], 1.5))
    assert latents[:, 0].mean() == pytest.approx(1.5, abs=0.05)
    assert latents[:, 0].std() < 0.2


def test_a_network_sees_it_without_noise() -> None:
    seen: list[Tensor] = []

    def looking(latents: Tensor, sigma: float) -> Tensor:
        seen.append(latents[:, 1] / (1 + sigma))
        return knowing(latents, sigma)

    sigmas = even_flow(6, 0.998)
    euler(held(looking, 1, NUMBER), sigmas[0] * noise_of(SEEDS, (2, 3)), sigmas, silently)
    assert len(seen) == 6
    for each in seen:
        torch.testing.assert_close(each, torch.full_like(each, 1.5))


def test_each_column_holds_its_own_number() -> None:
    numbers = torch.tensor([-1.0, 0.5, 2.0])[None, None]
    latents = sampled(adams_bashforth, numbers)
    assert torch.equal(latents[:, 1], numbers[:, 0].expand(len(SEEDS), 3))
    assert latents[:, 0].mean(0).tolist() == pytest.approx(numbers[0, 0].tolist(), abs=0.05)


def test_the_denoisers_own_answer_is_not_changed() -> None:
    own: list[Tensor] = []

    def remembering(latents: Tensor, sigma: float) -> Tensor:
        own.append(latents / 2)
        return own[-1]

    held(remembering, 0, NUMBER)(torch.ones(1, 2, 3), 1.0)
    torch.testing.assert_close(own[0][:, 1], torch.full((1, 3), 0.5))
    torch.testing.assert_close(own[0][:, 0], torch.full((1, 3), 1.5))
