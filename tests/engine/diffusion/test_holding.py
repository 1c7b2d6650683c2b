"""A channel that is held ends at its number, is seen with the noise it would have, and the others answer to it."""

import pytest
import torch
from torch import Tensor

from engine.diffusion.holding import held
from engine.diffusion.noise import drawn_from, generators_of
from engine.diffusion.samplers import Sampler, dpm_solver, euler, heun, ping_pong
from engine.diffusion.sigmas import even_flow
from engine.diffusion.start import noise_of
from engine.evaluation.exact_score import silently

NUMBER = 1.5
SEEDS = range(200)
SAMPLERS = [euler, heun, dpm_solver, ping_pong(drawn_from(generators_of(SEEDS)))]


def twins(latents: Tensor, sigma: float) -> Tensor:
    """The exact denoiser of pairs of normal numbers, two channels, that are always equal."""
    mean = latents.mean(1, keepdim=True) * 2 / (2 + sigma**2)
    return mean.expand_as(latents)


def sampled(sampler: Sampler, mask: Tensor | None = None) -> Tensor:
    sigmas = even_flow(32, 0.998)
    start = sigmas[0] * noise_of(SEEDS, (2, 3))
    return sampler(held(twins, 1, NUMBER, mask), start, sigmas, silently)


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_what_is_held_comes_out_and_the_others_fit_it(sampler: Sampler) -> None:
    latents = sampled(sampler)
    assert torch.equal(latents[:, 1], torch.full_like(latents[:, 1], NUMBER))
    assert latents[:, 0].mean() == pytest.approx(NUMBER, abs=0.2)
    assert latents[:, 0].std() < 0.3


def test_a_network_sees_it_with_the_noise_that_it_would_have() -> None:
    seen = []

    def looking(latents: Tensor, sigma: float) -> Tensor:
        seen.append(((latents[:, 1] - NUMBER).std() / sigma).item())
        return twins(latents, sigma)

    sigmas = even_flow(6, 0.998)
    euler(held(looking, 1, NUMBER), sigmas[0] * noise_of(SEEDS, (2, 3)), sigmas, silently)
    assert seen == pytest.approx([1.0] * 6, rel=0.1)


def test_outside_of_a_mask_nothing_is_held() -> None:
    mask = torch.tensor([True, False, True])[None, None]
    latents = sampled(heun, mask)
    assert torch.equal(latents[:, 1, mask[0, 0]], torch.full((len(SEEDS), 2), NUMBER))
    torch.testing.assert_close(latents[:, 1, 1], latents[:, 0, 1])
    assert latents[:, 1, 1].std() > 0.8


def test_the_denoisers_own_answer_is_not_changed() -> None:
    own: list[Tensor] = []

    def remembering(latents: Tensor, sigma: float) -> Tensor:
        own.append(twins(latents, sigma).clone())
        return own[-1]

    held(remembering, 0, NUMBER)(torch.ones(1, 2, 3), 1.0)
    torch.testing.assert_close(own[0], torch.full((1, 2, 3), 2 / 3))
