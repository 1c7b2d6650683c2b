"""What a clip costs on a model of real size, beside diffusers' own pipeline call with the same weights and steps.

Called by `warmtone bench edits`, in its own process.
"""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import torch
from torch import nn

from engine.errors import Cancelled
from engine.evaluation.real_size import audioldm_pipeline, family_of
from engine.families.parts import quiet
from engine.models.contract import OnStep
from engine.models.diffusion.model import DiffusionModel
from engine.tasks import Generate
from engine.threads import cores

SECONDS, STEPS, GUIDANCE = 5.12, 10, 2.5
_TASK = Generate(prompt="rain on a tin roof", seconds=SECONDS, steps=STEPS, guidance=GUIDANCE)


@dataclass(frozen=True, slots=True)
class EditSpeed:
    """Seconds of one clip, one number a round: by diffusers' pipeline, by Warmtone, and by it in bfloat16.

    `networks` is what of Warmtone's time its networks took; `cancels` are seconds from a wish to stop until it has,
    and `longest_block` is the longest that nobody could have been heard.
    """

    pipeline: list[float]
    warmtone: list[float]
    bfloat16: list[float]
    networks: list[float]
    cancels: list[float]
    longest_block: float


def edit_speed(rounds: int, cancels: int) -> EditSpeed:
    """Measure in turns, so that a busy moment meets all of them."""
    torch.set_num_threads(cores())
    with quiet():
        pipeline = audioldm_pipeline()
        pipeline.set_progress_bar_config(disable=True)
        exact, fast = (DiffusionModel("audioldm", family_of(pipeline, kind)) for kind in ("float32", "bfloat16"))
        ways: list[Callable[[], object]] = [lambda: _called(pipeline), lambda: _made(exact), lambda: _made(fast)]
        networks = _Watched(exact)
        for way in ways:
            way()
        times: list[list[float]] = [[], [], []]
        within = []
        for _ in range(rounds):
            for way, found in zip(ways, times, strict=True):
                networks.seconds = 0.0
                found.append(_timed(way))
                within += [networks.seconds] if way is ways[1] else []
        longest = _longest_silence(fast)
        stopped = [_cancelled(fast) for _ in range(cancels)]
        theirs, ours, halved = times
        return EditSpeed(theirs, ours, halved, within, stopped, longest)


def _called(pipeline: Any) -> object:
    return pipeline(
        _TASK.prompt,
        audio_length_in_s=SECONDS,
        num_inference_steps=STEPS,
        guidance_scale=GUIDANCE,
        generator=torch.Generator().manual_seed(0),
    ).audios


def _made(model: DiffusionModel, on_step: OnStep = lambda done, total: None) -> object:
    return list(model.generate(_TASK, 0, on_step, lambda note: None))


def _timed(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def _longest_silence(model: DiffusionModel) -> float:
    asked: list[float] = []
    _made(model, lambda done, total: asked.append(time.perf_counter()))
    return max(later - earlier for earlier, later in pairwise(asked))


def _cancelled(model: DiffusionModel) -> float:
    """Seconds from a moment within the sampling until the model has stopped."""
    wished_at = time.perf_counter() + random.uniform(0.2, 1.2)

    def on_step(done: int, total: int) -> None:
        if time.perf_counter() > wished_at:
            raise Cancelled

    try:
        _made(model, on_step)
    except Cancelled:
        return time.perf_counter() - wished_at
    raise AssertionError("the clip was there before anybody wished to stop")


class _Watched:
    """The time inside of a model's networks, from the outermost call to its end."""

    def __init__(self, model: DiffusionModel) -> None:
        self.seconds = 0.0
        networks: Any = model.networks
        text_encoder, unet, vae, vocoder = networks
        for network in (text_encoder, unet, vae.decoder, vocoder):
            network.register_forward_pre_hook(self._enter)
            network.register_forward_hook(self._leave)

    def _enter(self, network: nn.Module, inputs: object) -> None:
        self.seconds -= time.perf_counter()

    def _leave(self, network: nn.Module, inputs: object, outputs: object) -> None:
        self.seconds += time.perf_counter()
