"""Stable Audio 3 against diffusers' own pipelines, on tiny random weights."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import torch
from diffusers import StableAudio3InpaintPipeline
from diffusers.pipelines.stable_audio_3.pipeline_stable_audio_3 import logsnr_sigma_schedule

from engine.families.family import Family
from engine.families.stable_audio3 import StableAudio3
from tests.engine.families.tiny import walked

COLUMNS = 50
SECONDS = COLUMNS * 64 / 8000
PROMPT, NEGATIVE = "a dark pad", "hiss"
# diffusers begins at t = 1, where sigma is without end; float32 can't tell this one from it.
PURE_NOISE = 1e8


def noise(batch: int = 1, columns: int = COLUMNS) -> torch.Tensor:
    return torch.randn(batch, 8, columns, generator=torch.Generator().manual_seed(3))


def sound(seconds: float = SECONDS) -> np.ndarray[Any, np.dtype[np.float32]]:
    return 0.2 * np.random.default_rng(5).standard_normal((round(8000 * seconds), 2), np.float32)


def sigma_of(time: float) -> float:
    return time / (1 - time) if time < 1 else PURE_NOISE


def steps_of(pipeline: Any, guidance: float, steps: int) -> list[torch.Tensor]:
    """What the pipeline's latents are after each of its steps."""
    latents: list[torch.Tensor] = []

    def keep(_pipeline: Any, _step: int, _time: Any, state: dict[str, Any]) -> dict[str, Any]:
        latents.append(state["latents"])
        return state

    pipeline(
        PROMPT,
        duration=SECONDS,
        negative_prompt=NEGATIVE,
        guidance_scale=guidance,
        num_inference_steps=steps,
        latents=noise(),
        output_type="latent",
        callback_on_step_end=keep,
    )
    return latents


@pytest.mark.parametrize("guidance", [1.0, 3.5])
def test_each_step_is_the_pipelines_own(
    stable_audio3: StableAudio3, stable_audio3_pipeline: Any, guidance: float
) -> None:
    times = [*logsnr_sigma_schedule(5, -6.2, 2.0), 0.0]
    theirs = steps_of(stable_audio3_pipeline, guidance, 5)
    denoise = stable_audio3.denoise(stable_audio3.condition([PROMPT], [NEGATIVE], SECONDS), guidance)
    for (time, following), before, after in zip(list(pairwise(times))[1:], theirs, theirs[1:], strict=False):
        clean = denoise(before * (1 + sigma_of(time)), sigma_of(time))
        velocity = (before - clean) / time
        torch.testing.assert_close(before + (following - time) * velocity, after, atol=2e-5, rtol=1e-5)


@pytest.mark.parametrize("guidance", [1.0, 3.5])
def test_eulers_method_arrives_where_the_pipeline_does(
    stable_audio3: StableAudio3, stable_audio3_pipeline: Any, guidance: float
) -> None:
    sigmas = [*map(sigma_of, logsnr_sigma_schedule(8, -6.2, 2.0)), 0.0]
    denoise = stable_audio3.denoise(stable_audio3.condition([PROMPT], [NEGATIVE], SECONDS), guidance)
    ours = walked(denoise, noise() * PURE_NOISE, sigmas)
    torch.testing.assert_close(ours, steps_of(stable_audio3_pipeline, guidance, 8)[-1], atol=1e-4, rtol=1e-4)


def test_a_mask_tells_the_network_what_the_inpainting_pipeline_tells_it(
    stable_audio3: StableAudio3, stable_audio3_pipeline: Any
) -> None:
    pipeline: Any = StableAudio3InpaintPipeline(**stable_audio3_pipeline.components)
    pipeline.set_progress_bar_config(disable=True)
    theirs = pipeline(
        PROMPT,
        duration=SECONDS,
        audio=torch.from_numpy(sound().T)[None],
        mask_start_seconds=0.1,
        mask_end_seconds=0.2,
        num_inference_steps=6,
        latents=noise(),
        output_type="latent",
    ).audios
    condition = stable_audio3.condition([PROMPT], [""], SECONDS)
    mask = torch.zeros(1, 1, COLUMNS, dtype=torch.bool)
    mask[:, :, 12:25] = True
    sigmas = [*map(sigma_of, logsnr_sigma_schedule(6, -6.2, 2.0)), 0.0]
    told = walked(
        stable_audio3.denoise(condition, 1, mask, stable_audio3.encode(sound())), noise() * PURE_NOISE, sigmas
    )
    torch.testing.assert_close(told, theirs, atol=1e-4, rtol=1e-4)
    untold = walked(stable_audio3.denoise(condition, 1), noise() * PURE_NOISE, sigmas)
    assert (told - untold).abs().max() > 0.01


def test_what_lies_under_the_part_to_be_made_is_not_seen(stable_audio3: StableAudio3) -> None:
    condition = stable_audio3.condition([PROMPT], [""], SECONDS)
    mask = (torch.arange(COLUMNS) < 20)[None, None]
    known = stable_audio3.encode(sound())
    changed = torch.where(mask, known + 5, known)
    clean = [stable_audio3.denoise(condition, 1, mask, latent)(noise() * 2, 2.0) for latent in (known, changed)]
    assert torch.equal(*clean)
    other = stable_audio3.denoise(condition, 1, mask, known + 5)(noise() * 2, 2.0)
    assert not torch.equal(clean[0], other)


def test_one_mask_serves_every_row_and_guidance(stable_audio3: StableAudio3) -> None:
    condition = stable_audio3.condition([PROMPT, "bell"], ["", NEGATIVE], SECONDS)
    mask, known = (torch.arange(COLUMNS) >= 20)[None, None], stable_audio3.encode(sound())
    both = stable_audio3.denoise(condition, 2.5, mask, known)(noise(2), 1.0)
    second = stable_audio3.condition(["bell"], [NEGATIVE], SECONDS)
    alone = stable_audio3.denoise(second, 2.5, mask, known)(noise(2)[1:], 1.0)
    torch.testing.assert_close(both[1:], alone, atol=2e-5, rtol=1e-5)


def test_its_card_tells_the_pipelines_schedule(stable_audio3: StableAudio3) -> None:
    card = stable_audio3.card
    times = logsnr_sigma_schedule(4, -6.2, 2.0)
    assert card.latent_shape(3, 7) == (3, 8, 7)
    assert card.lowest_sigma < sigma_of(times[-1]) < sigma_of(times[1]) < card.highest_sigma < 500
    assert (card.schedule, card.inpaints, card.distilled, card.default_steps) == ("flow", True, False, 16)
    assert (card.rate_hz, card.channels, card.frames_per_column, card.longest_seconds) == (8000, 2, 64, 20.0)


def test_no_row_of_a_latent_is_a_frequency(stable_audio3: StableAudio3) -> None:
    family: Family = stable_audio3
    assert family.rows_below(4000.0) is None
