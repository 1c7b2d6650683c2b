"""AudioLDM and its descendants against diffusers' own pipelines, on tiny random weights."""

import math
from typing import Any

import numpy as np
import pytest
import torch

from engine import RangeError
from engine.families.mel_diffusion import MelDiffusion
from tests.engine.families.tiny import walked

COLUMNS = 8
SECONDS = COLUMNS * 640 / 16000
PROMPT, NEGATIVE = "a drum loop", "hiss"
STEPS = 4
# AudioLDM2Pipeline calls its language model by an old name.
pytestmark = pytest.mark.filterwarnings("ignore:`past_key_values` is deprecated:FutureWarning")


@pytest.fixture(params=["audioldm", "audioldm2", "musicldm"])
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def family(name: str, request: pytest.FixtureRequest) -> MelDiffusion:
    loaded = request.getfixturevalue(name)
    assert isinstance(loaded, MelDiffusion)
    return loaded


@pytest.fixture
def pipeline(name: str, request: pytest.FixtureRequest) -> Any:
    return request.getfixturevalue(f"{name}_pipeline")


def noise(batch: int = 1, columns: int = COLUMNS) -> torch.Tensor:
    return torch.randn(batch, 4, columns, 16, generator=torch.Generator().manual_seed(3))


def steps_of(pipeline: Any, guidance: float) -> tuple[list[int], list[torch.Tensor]]:
    """The pipeline's timesteps, and its latents after each."""
    timesteps, latents = [], []

    def keep(_step: int, timestep: torch.Tensor, state: torch.Tensor) -> None:
        timesteps.append(int(timestep))
        latents.append(state)

    pipeline(
        PROMPT,
        audio_length_in_s=SECONDS,
        negative_prompt=NEGATIVE,
        guidance_scale=guidance,
        num_inference_steps=STEPS,
        latents=noise(),
        callback=keep,
    )
    return timesteps, latents


def shrunk(latents: torch.Tensor, sigma: float) -> torch.Tensor:
    """From `clean + sigma * noise` to what the pipeline holds."""
    return latents / math.sqrt(1 + sigma**2)


@pytest.mark.parametrize("guidance", [1.0, 3.5])
def test_each_step_is_the_pipelines_own(family: MelDiffusion, pipeline: Any, guidance: float) -> None:
    timesteps, theirs = steps_of(pipeline, guidance)
    assert timesteps == [750, 500, 250, 0]
    sigmas = [float(family.sigmas[timestep]) for timestep in timesteps]
    denoise = family.denoise(family.condition([PROMPT], [NEGATIVE], SECONDS), guidance)
    for step in range(STEPS - 1):
        before = noise() if step == 0 else theirs[step - 1]
        grown = before * (1 + sigmas[step] ** 2) ** 0.5
        after = walked(denoise, grown, sigmas[step : step + 2])
        torch.testing.assert_close(shrunk(after, sigmas[step + 1]), theirs[step], atol=2e-5, rtol=1e-4)


@pytest.mark.parametrize("guidance", [1.0, 3.5])
def test_eulers_method_arrives_where_ddim_does(family: MelDiffusion, pipeline: Any, guidance: float) -> None:
    timesteps, theirs = steps_of(pipeline, guidance)
    sigmas = [float(family.sigmas[timestep]) for timestep in timesteps]
    denoise = family.denoise(family.condition([PROMPT], [NEGATIVE], SECONDS), guidance)
    ours = walked(denoise, noise() * (1 + sigmas[0] ** 2) ** 0.5, sigmas)
    torch.testing.assert_close(shrunk(ours, sigmas[-1]), theirs[-2], atol=5e-5, rtol=1e-4)


def test_between_two_timesteps_the_network_is_asked_between_them(family: MelDiffusion) -> None:
    asked: list[float] = []
    hook = family.unet.register_forward_pre_hook(lambda _unet, inputs: asked.append(float(inputs[1][0])))
    denoise = family.denoise(family.condition([PROMPT], [""], SECONDS), 1)
    for sigma in (family.sigmas[40], (family.sigmas[40] * family.sigmas[41]) ** 0.5, 1e4, 1e-4):
        denoise(noise(), float(sigma))
    hook.remove()
    assert asked == pytest.approx([40, 40.5, 999, 0], abs=1e-3)


def test_a_mask_is_refused(family: MelDiffusion) -> None:
    assert not family.card.inpaints
    with pytest.raises(RangeError, match="in the sampler instead"):
        family.denoise(family.condition([PROMPT], [""], SECONDS), 1, torch.ones(1, 1, COLUMNS, 1) > 0, noise())


def test_its_sound_is_the_pipelines_own(family: MelDiffusion, pipeline: Any) -> None:
    latents: list[torch.Tensor] = []
    heard = pipeline(
        PROMPT,
        audio_length_in_s=SECONDS,
        num_inference_steps=2,
        latents=noise(),
        callback=lambda _step, _timestep, state: latents.append(state),
    ).audios
    ours = np.concatenate(list(family.decode(latents[-1])))
    np.testing.assert_allclose(ours[:, 0], heard[0], atol=1e-4 * np.abs(heard).max())


def test_what_it_encodes_is_the_mean_and_on_the_networks_scale(family: MelDiffusion) -> None:
    samples = 0.1 * np.random.default_rng(0).standard_normal((8 * 640, 1), np.float32)
    levels = family.mel.levels(torch.from_numpy(samples.T))
    found = family.vae.encode(levels[:, None]).latent_dist
    assert torch.equal(family.encode(samples), found.mean * family.vae.config.scaling_factor)
