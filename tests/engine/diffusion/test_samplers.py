"""Samplers over an exact score: how far they end from the data, what they report, and how they are interrupted."""

from collections.abc import Sequence

import pytest
import torch
from torch import Tensor

from engine.diffusion.noise import drawn_from, generators_of
from engine.diffusion.samplers import Sampler, adams_bashforth, dpm_solver, euler, ping_pong
from engine.diffusion.sigmas import FLOW_HIGHEST_SHARE, even_flow, exponential, flow, karras, sigma_of
from engine.diffusion.start import noise_of, noised
from engine.errors import Cancelled
from engine.evaluation.exact_score import COLUMNS, autoregressive, silently
from engine.evaluation.sampling_error import Making
from engine.evaluation.sampling_error import sampling_error as error
from tests.engine.diffusion.alone import one_by_one

HIGHEST, LOWEST = 83.8, 0.0388
"""AudioLDM's: its betas go from 0.0015 to 0.0195."""

DATA = autoregressive()
SEEDS = [3, 1, 4]


def always(sampler: Sampler) -> Making:
    """The making of a sampler that draws no noise."""
    return lambda draw: sampler


MAKINGS = [always(euler), always(adams_bashforth), always(dpm_solver), ping_pong]


def made(making: Making, seeds: Sequence[int]) -> Sampler:
    return making(drawn_from(generators_of(seeds)))


def sampled(making: Making, seeds: Sequence[int]) -> Tensor:
    sigmas = flow(8, FLOW_HIGHEST_SHARE)
    start = sigmas[0] * noise_of(seeds, (2, COLUMNS))
    return made(making, seeds)(one_by_one(DATA.denoise), start, sigmas, silently)


def test_few_steps_come_near_to_the_data() -> None:
    assert error(always(dpm_solver), karras(16, HIGHEST, LOWEST)) < 0.002
    assert error(always(adams_bashforth), even_flow(16, FLOW_HIGHEST_SHARE)) < 0.0003
    assert error(always(euler), even_flow(16, FLOW_HIGHEST_SHARE)) < 0.015


def test_an_exponential_schedule_loses_little_but_what_its_lowest_sigma_hides() -> None:
    hidden = error(always(dpm_solver), exponential(200, 500, 0.3))
    assert hidden < 0.006
    assert error(always(dpm_solver), exponential(25, 500, 0.3)) < 1.05 * hidden
    assert error(always(dpm_solver), karras(25, 500, 0.3)) > error(always(dpm_solver), exponential(25, 500, 0.3))
    assert error(always(dpm_solver), exponential(25, 500, 0.03)) < 0.0002


@pytest.mark.parametrize("sampler", [euler, adams_bashforth, dpm_solver])
def test_more_steps_come_nearer(sampler: Sampler) -> None:
    errors = [error(always(sampler), even_flow(steps, FLOW_HIGHEST_SHARE)) for steps in (4, 8, 16, 32)]
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] < errors[0] / 20


def test_half_of_the_step_is_half_of_eulers_error_and_a_quarter_of_adams_bashforths() -> None:
    start = noise_of([0], (1, COLUMNS)).double()

    def sampled_in(steps: int, sampler: Sampler) -> Tensor:
        sigmas = even_flow(steps, 0.9)
        return sampler(DATA.denoise, sigmas[0] * start, sigmas, silently)

    exact = sampled_in(2048, adams_bashforth)
    for sampler, ratio in ((euler, 2), (adams_bashforth, 4)):
        coarse, fine = ((sampled_in(steps, sampler) - exact).norm() for steps in (64, 128))
        assert float(coarse / fine) == pytest.approx(ratio, rel=0.1)


def test_ping_pong_does_not_converge_on_weights_that_are_not_distilled() -> None:
    assert error(ping_pong, flow(50, FLOW_HIGHEST_SHARE)) > 0.09


@pytest.mark.parametrize("making", MAKINGS)
def test_a_batch_equals_its_single_runs_to_the_bit(making: Making) -> None:
    single = torch.cat([sampled(making, [seed]) for seed in SEEDS])
    assert torch.equal(sampled(making, SEEDS), single)
    assert not torch.equal(single[0], single[1])


@pytest.mark.parametrize(("making", "total"), list(zip(MAKINGS, [8, 8, 8, 8], strict=True)))
def test_each_evaluation_is_reported_before_it_happens(making: Making, total: int) -> None:
    happened: list[object] = []

    def denoise(latents: Tensor, sigma: float) -> Tensor:
        happened.append("evaluated")
        return latents / (1 + sigma**2)

    start = noise_of([0], (1, 4))
    made(making, [0])(denoise, start, karras(8, 10, 0.1), lambda *done_and_total: happened.append(done_and_total))
    assert happened == [event for done in range(total) for event in ((done, total), "evaluated")]


@pytest.mark.parametrize("making", MAKINGS)
def test_a_cancelled_run_leaves_nothing_behind(making: Making) -> None:
    sigmas = karras(8, 10, 0.1)
    start = 10 * noise_of([5], (2, COLUMNS))
    before, of_everybody = start.clone(), torch.get_rng_state()
    undisturbed = made(making, [5])(DATA.denoise, start, sigmas, silently)

    def cancel(done: int, total: int) -> None:
        if done == 5:
            raise Cancelled

    with pytest.raises(Cancelled):
        made(making, [5])(DATA.denoise, start, sigmas, cancel)
    assert torch.equal(start, before)
    assert torch.equal(torch.get_rng_state(), of_everybody)
    assert torch.equal(made(making, [5])(DATA.denoise, start, sigmas, silently), undisturbed)


@pytest.mark.parametrize("making", MAKINGS)
def test_a_strength_of_0_is_the_source_and_more_goes_farther_from_it(making: Making) -> None:
    root = torch.linalg.cholesky(DATA.covariance).float()
    source, noise = noise_of([1], (2, COLUMNS)) @ root.T, noise_of([2], (2, COLUMNS))
    edits = []
    for strength in (0, 0.1, 0.2, 0.4, 0.7, 1):
        sigmas = karras(16, sigma_of(strength, HIGHEST), LOWEST)
        edits.append(made(making, [2])(DATA.denoise, noised(source, noise, sigmas[0]), sigmas, silently))
    distances = [float((edit - source).norm()) for edit in edits]
    assert torch.equal(edits[0], source)
    assert distances == sorted(distances)
    assert distances[1] < distances[-1] / 3


@pytest.mark.parametrize("making", MAKINGS)
def test_mel_latents_are_sampled_like_any_other(making: Making) -> None:
    start = noise_of([0, 1], (2, 6, 4))
    clean = made(making, [0, 1])(lambda latents, sigma: latents / (1 + sigma**2), start, [1.0, 0.3, 0.0], silently)
    assert clean.shape == start.shape
    assert clean.dtype == torch.float32
