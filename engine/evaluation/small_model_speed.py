"""How soon a small model of Stable Audio 3's shape is heard, whole and at first, and beside a script that loads it."""

import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from torch import nn

from engine.evaluation.script import stable_audio3_script
from engine.evaluation.small_model import small_family, small_pipeline
from engine.evaluation.turns import timed
from engine.families.family import Precision
from engine.families.parts import quiet
from engine.models.diffusion.model import DiffusionModel
from engine.tasks import Generate
from engine.threads import cores

_CLIP = Generate(prompt="a wooden door", seconds=5.0, steps=8, guidance=1.0)
_WARMING = 3


@dataclass(frozen=True, slots=True)
class SmallModelSpeed:
    """Seconds until a clip of 5 s is whole, and until its first block is there, one number a clip; 8 steps.

    `script` is what a script takes that imports diffusers, loads the same model, and calls it for the same clip.
    """

    parameters: int
    precision: Precision
    first_block_frames: int
    whole: list[float]
    first_block: list[float]
    script: list[float]


def small_model_speed(clips: int, scripts: int) -> SmallModelSpeed:
    """So many clips by a warm model, after so many scripts. Raises `ModelError` if a script or the codec fails."""
    torch.set_num_threads(cores())
    with quiet(), TemporaryDirectory() as folder:
        pipeline = small_pipeline()
        pipeline.save_pretrained(folder)
        family = small_family(pipeline)
        model = DiffusionModel("small", family)
        script = [timed(lambda: stable_audio3_script(Path(folder), _CLIP)) for _ in range(scripts)]
        times = [_heard(model) for _ in range(_WARMING + clips)][_WARMING:]
        return SmallModelSpeed(
            parameters=sum(_size(network) for network in model.networks),
            precision=family.precision,
            first_block_frames=times[0].first_block_frames,
            whole=[each.whole for each in times],
            first_block=[each.first_block for each in times],
            script=script,
        )


@dataclass(frozen=True, slots=True)
class _Heard:
    first_block: float
    first_block_frames: int
    whole: float


def _heard(model: DiffusionModel) -> _Heard:
    began = time.perf_counter()
    blocks = model.generate(_CLIP, 0, lambda done, total: None, lambda note: None)
    frames = len(next(blocks))
    first = time.perf_counter() - began
    for _ in blocks:
        pass
    return _Heard(first, frames, time.perf_counter() - began)


def _size(network: nn.Module) -> int:
    return sum(weight.numel() for weight in network.parameters())
