"""Stable Audio Open against diffusers' own pipeline, on tiny random weights."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from engine import ModelError, RangeError
from engine.diffusion.samplers import dpm_solver
from engine.diffusion.sigmas import exponential
from engine.evaluation.exact_score import silently
from engine.families.loading import load_family
from engine.families.stable_audio_open import StableAudioOpen
from engine.models.diffusion.model import DiffusionModel
from engine.tasks import Generate, Loop, Style
from tests.engine.families.test_loading import edited
from tests.engine.families.tiny import copied
from tests.engine.families.tiny_stable_audio_open import WINDOW_COLUMNS

PROMPT, NEGATIVE = "a drum loop", "hiss"
SECONDS = 0.7
STEPS = 5


def noise(columns: int = WINDOW_COLUMNS) -> torch.Tensor:
    return torch.randn(1, 8, columns, generator=torch.Generator().manual_seed(3))


def steps_of(pipeline: Any, guidance: float, negative: str) -> tuple[list[torch.Tensor], list[torch.Tensor]]:
    """The pipeline's latents before each step and at the end, and its estimates of clean latents."""
    latents, clean = [noise() * pipeline.scheduler.init_noise_sigma], []
    scheduler, outputs = pipeline.scheduler, pipeline.scheduler.precondition_outputs

    def kept(sample: torch.Tensor, predicted: torch.Tensor, sigma: torch.Tensor) -> torch.Tensor:
        clean.append(outputs(sample, predicted, sigma))
        return clean[-1]

    scheduler.precondition_outputs = kept
    pipeline(
        PROMPT,
        audio_end_in_s=SECONDS,
        negative_prompt=negative or None,
        guidance_scale=guidance,
        num_inference_steps=STEPS,
        latents=noise(),
        output_type="latent",
        callback=lambda _step, _time, state: latents.append(state),
    )
    scheduler.precondition_outputs = outputs
    return latents, clean


@pytest.mark.parametrize(("guidance", "negative"), [(1.0, NEGATIVE), (7.0, NEGATIVE), (7.0, "")])
def test_each_step_is_the_pipelines_own(
    stable_audio_open: StableAudioOpen, stable_audio_open_pipeline: Any, guidance: float, negative: str
) -> None:
    latents, clean = steps_of(stable_audio_open_pipeline, guidance, negative)
    sigmas = exponential(STEPS, 500.0, 0.3)
    assert stable_audio_open_pipeline.scheduler.sigmas.tolist() == pytest.approx(sigmas, rel=1e-5)
    denoise = stable_audio_open.denoise(stable_audio_open.condition([PROMPT], [negative], SECONDS), guidance)
    for before, theirs, sigma in zip(latents, clean, sigmas, strict=False):
        torch.testing.assert_close(denoise(before, sigma), theirs, atol=5e-5, rtol=1e-4)


@pytest.mark.parametrize(("guidance", "negative"), [(1.0, NEGATIVE), (7.0, NEGATIVE), (7.0, "")])
def test_our_sampler_arrives_where_the_pipeline_does(
    stable_audio_open: StableAudioOpen, stable_audio_open_pipeline: Any, guidance: float, negative: str
) -> None:
    latents, _ = steps_of(stable_audio_open_pipeline, guidance, negative)
    denoise = stable_audio_open.denoise(stable_audio_open.condition([PROMPT], [negative], SECONDS), guidance)
    ours = dpm_solver(denoise, latents[0], exponential(STEPS, 500.0, 0.3), silently)
    torch.testing.assert_close(ours, latents[-1], atol=2e-4, rtol=1e-3)


def test_its_sound_is_the_pipelines_own(stable_audio_open: StableAudioOpen, stable_audio_open_pipeline: Any) -> None:
    settings: dict[str, Any] = {"audio_end_in_s": SECONDS, "num_inference_steps": 2, "latents": noise()}
    heard = stable_audio_open_pipeline(PROMPT, output_type="np", **settings).audios[0]
    latent = stable_audio_open_pipeline(PROMPT, output_type="latent", **settings).audios
    ours = np.concatenate(list(stable_audio_open.decode(latent)))
    np.testing.assert_allclose(ours[: heard.shape[1]], heard.clip(-1, 1).T, atol=1e-5)


def test_a_short_sound_is_made_in_the_whole_window(stable_audio_open: StableAudioOpen) -> None:
    columns: list[int] = []
    hook = stable_audio_open.transformer.register_forward_pre_hook(lambda _dit, told: columns.append(told[0].shape[2]))
    model, few = DiffusionModel("tiny", stable_audio_open), Style(steps=2)
    blocks = list(model.generate(Generate(seconds=0.1, steps=2), 1, silently, lambda note: None))
    assert sum(map(len, blocks)) == 800
    assert set(columns) == {WINDOW_COLUMNS}
    columns.clear()
    # A ring is as long as it is, and no longer.
    list(model.edit(Loop(seconds=0.4, style=few), (), 1, silently, lambda note: None))
    hook.remove()
    assert set(columns) == {50}


def test_the_length_is_told(stable_audio_open: StableAudioOpen) -> None:
    shorter, longer = (stable_audio_open.condition([PROMPT], [""], seconds) for seconds in (0.5, 1.5))
    assert torch.equal(shorter.positive[0][:, :-1], longer.positive[0][:, :-1])
    assert not torch.equal(shorter.positive[0][:, -1], longer.positive[0][:, -1])
    assert not torch.equal(shorter.positive[1], longer.positive[1])
    assert not shorter.negative[0].any()
    torch.testing.assert_close(shorter.positive[1], shorter.negative[1])


def test_a_mask_is_refused(stable_audio_open: StableAudioOpen) -> None:
    assert not stable_audio_open.card.inpaints
    with pytest.raises(RangeError, match="in the sampler instead"):
        stable_audio_open.denoise(
            stable_audio_open.condition([PROMPT], [""], SECONDS), 1, torch.ones(1, 1, WINDOW_COLUMNS) > 0, noise()
        )


@pytest.mark.parametrize("size", [0, -5, 10**9, "many", None])
def test_an_impossible_window_is_refused(stable_audio_open_folder: Path, tmp_path: Path, size: object) -> None:
    own = copied(stable_audio_open_folder, tmp_path)
    edited("transformer/config.json", sample_size=size)(own)
    with pytest.raises(ModelError, match=r"1 to 16384 can be|can't be loaded"):
        load_family(own, "float32")


def test_a_window_that_was_written_as_a_float_is_whole(stable_audio_open_folder: Path, tmp_path: Path) -> None:
    own = copied(stable_audio_open_folder, tmp_path)
    edited("transformer/config.json", sample_size=100.0)(own)
    assert load_family(own, "float32").card.latent_shape(1, 100) == (1, 8, 100)


def test_the_released_weights_scheduler_needs_no_torchsde(stable_audio_open_folder: Path, tmp_path: Path) -> None:
    own = copied(stable_audio_open_folder, tmp_path)
    edited("model_index.json", scheduler=["diffusers", "CosineDPMSolverMultistepScheduler"])(own)
    family = load_family(own, "float32")
    told: list[float] = []
    assert isinstance(family, StableAudioOpen)
    hook = family.transformer.register_forward_pre_hook(lambda _dit, inputs: told.append(float(inputs[1][0])))
    denoise = family.denoise(family.condition([PROMPT], [""], SECONDS), 1)
    for sigma in (500.0, 1.0, 0.3):
        denoise(noise(), sigma)
    hook.remove()
    assert told == pytest.approx([0.99873, 0.5, 0.18554], abs=1e-4)


def test_its_card(stable_audio_open: StableAudioOpen) -> None:
    card = stable_audio_open.card
    assert (card.family, card.schedule, card.distilled) == ("stable-audio-open", "exponential", False)
    assert (card.default_steps, card.default_guidance, card.inpaints) == (100, 7.0, False)
    assert (card.highest_sigma, card.lowest_sigma, card.window_columns) == (500.0, 0.3, WINDOW_COLUMNS)
    assert (card.rate_hz, card.channels, card.frames_per_column, card.longest_seconds) == (8000, 2, 64, 2.0)
