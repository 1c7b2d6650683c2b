"""The same sigmas through diffusers' own schedulers, over the exact score: the same latents, to float tolerance."""

from typing import Any

import pytest
import torch
from diffusers import (
    DPMSolverMultistepScheduler,
    EDMDPMSolverMultistepScheduler,
    EulerDiscreteScheduler,
    FlowMatchEulerDiscreteScheduler,
)
from diffusers.pipelines.stable_audio_3.pipeline_stable_audio_3 import logsnr_sigma_schedule
from torch import Tensor

from engine.diffusion.noise import drawn_from, generators_of
from engine.diffusion.samplers import Sampler, dpm_solver, euler, ping_pong
from engine.diffusion.sigmas import FLOW_HIGHEST_SHARE, exponential, flow, karras, share_of
from engine.diffusion.start import noise_of
from engine.evaluation.exact_score import COLUMNS, autoregressive, silently

BETAS: dict[str, object] = {"beta_start": 0.0015, "beta_end": 0.0195, "beta_schedule": "scaled_linear"}
# Their betas pass through an old way of numpy's, which warns.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")

DATA = autoregressive()
START = noise_of([0, 1], (2, COLUMNS))


def scheduler_of(kind: Any, **settings: object) -> Any:
    """One of theirs; what it can do hides behind decorators from those who read types."""
    return kind(**settings)


def test_karras_spaces_as_diffusers_does() -> None:
    scheduler = scheduler_of(DPMSolverMultistepScheduler, use_karras_sigmas=True, **BETAS)
    trained = ((1 - scheduler.alphas_cumprod) / scheduler.alphas_cumprod).sqrt()
    scheduler.set_timesteps(16)
    assert karras(16, float(trained[-1]), float(trained[0])) == pytest.approx(scheduler.sigmas.tolist(), rel=1e-4)


def test_a_flow_is_spaced_as_stable_audio_3_expects() -> None:
    times = [share_of(sigma) for sigma in flow(8, FLOW_HIGHEST_SHARE)]
    # Theirs begins with noise alone, 0.2 % above its own spacing, where sigma would be infinite.
    assert times[1:-1] == pytest.approx(logsnr_sigma_schedule(8, -6.2, 2.0)[1:], rel=1e-5)
    assert times[0] == pytest.approx(1, abs=0.003)


@pytest.mark.parametrize("steps", [8, 16])
def test_dpm_solver_equals_diffusers_own(steps: int) -> None:
    scheduler = scheduler_of(DPMSolverMultistepScheduler, use_karras_sigmas=True, **BETAS)
    scheduler.set_timesteps(steps)
    sigmas = scheduler.sigmas.tolist()
    latents = START
    for timestep, sigma in zip(scheduler.timesteps, sigmas, strict=False):
        mixture = (1 + sigma**2) ** 0.5
        noise = (latents * mixture - DATA.denoise(latents * mixture, sigma)) / sigma
        latents = scheduler.step(noise, timestep, latents).prev_sample
    # Theirs begins from noise of a variance of 1, which it takes for latents scaled down.
    start = START * (1 + sigmas[0] ** 2) ** 0.5
    torch.testing.assert_close(dpm_solver(DATA.denoise, start, sigmas, silently), latents, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("steps", [8, 25])
def test_dpm_solver_equals_diffusers_own_for_v_prediction(steps: int) -> None:
    range_of_sigma = {"sigma_min": 0.3, "sigma_max": 500.0, "sigma_data": 1.0, "sigma_schedule": "exponential"}
    scheduler = scheduler_of(EDMDPMSolverMultistepScheduler, prediction_type="v_prediction", **range_of_sigma)
    scheduler.set_timesteps(steps)
    sigmas = exponential(steps, 500.0, 0.3)
    assert scheduler.sigmas.tolist() == pytest.approx(sigmas, rel=1e-5)
    latents = START * scheduler.init_noise_sigma
    start = latents
    for timestep, sigma in zip(scheduler.timesteps, sigmas, strict=False):
        scheduler.scale_model_input(latents, timestep)
        mixture = (1 + sigma**2) ** 0.5
        predicted = (latents / mixture**2 - DATA.denoise(latents, sigma)) * (mixture / sigma)
        latents = scheduler.step(predicted, timestep, latents).prev_sample
    torch.testing.assert_close(dpm_solver(DATA.denoise, start, sigmas, silently), latents, rtol=1e-3, atol=1e-3)


def test_euler_equals_diffusers_own_for_noise_prediction() -> None:
    scheduler = scheduler_of(EulerDiscreteScheduler, use_karras_sigmas=True, **BETAS)
    scheduler.set_timesteps(12)
    sigmas = scheduler.sigmas.tolist()
    latents = START * sigmas[0]
    for timestep, sigma in zip(scheduler.timesteps, sigmas, strict=False):
        noise = (latents - DATA.denoise(latents, sigma)) / sigma
        scheduler.scale_model_input(latents, timestep)
        latents = scheduler.step(noise, timestep, latents).prev_sample
    ours = euler(DATA.denoise, START * sigmas[0], sigmas, silently)
    torch.testing.assert_close(ours, latents, rtol=1e-4, atol=1e-4)


def velocity(mixture: Tensor, time: float) -> Tensor:
    """What a rectified flow's network says of a mixture at a time: noise minus clean."""
    return (mixture - DATA.denoise(mixture / (1 - time), time / (1 - time))) / time


def assert_equals_flow(scheduler: Any, sampler: Sampler) -> None:
    """A flow's scheduler whose sigmas (its times) are set, against a sampler of ours."""
    times = [float(timestep) for timestep in scheduler.timesteps / scheduler.config.num_train_timesteps]
    sigmas = [time / (1 - time) for time in dict.fromkeys(times)] + [0.0]
    latents, drawn = START * times[0], generators_of([7, 8])
    for time, timestep in zip(times, scheduler.timesteps, strict=True):
        latents = scheduler.step(velocity(latents, time), timestep, latents, generator=drawn).prev_sample
    ours = sampler(DATA.denoise, START * sigmas[0], sigmas, silently)
    torch.testing.assert_close(ours, latents, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize(
    ("stochastic", "sampler"), [(False, euler), (True, ping_pong(drawn_from(generators_of([7, 8]))))]
)
def test_euler_and_ping_pong_equal_diffusers_own_for_flows(stochastic: bool, sampler: Sampler) -> None:
    scheduler = scheduler_of(FlowMatchEulerDiscreteScheduler, stochastic_sampling=stochastic)
    scheduler.set_timesteps(sigmas=[share_of(sigma) for sigma in flow(8, FLOW_HIGHEST_SHARE)[:-1]])
    assert_equals_flow(scheduler, sampler)
