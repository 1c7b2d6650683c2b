"""One clip of AudioLDM in two ways: by diffusers' own pipeline call, and by Warmtone."""

from typing import Any

import torch

from engine.models.contract import OnStep
from engine.models.diffusion.model import DiffusionModel
from engine.tasks import Generate

GUIDANCE = 2.5


def clip(seconds: float, steps: int) -> Generate:
    """What is asked of both."""
    return Generate(prompt="rain on a tin roof", seconds=seconds, steps=steps, guidance=GUIDANCE)


def called(pipeline: Any, task: Generate) -> object:
    """The clip by an AudioLDMPipeline."""
    return pipeline(
        task.prompt,
        audio_length_in_s=task.seconds,
        num_inference_steps=task.steps,
        guidance_scale=task.guidance,
        generator=torch.Generator().manual_seed(0),
    ).audios


def made(model: DiffusionModel, task: Generate, on_step: OnStep = lambda done, total: None) -> object:
    """The clip by a warm model."""
    return list(model.generate(task, 0, on_step, lambda note: None))
