"""What a clip costs on a model of real size, beside diffusers' own pipeline call with the same weights and steps.

Called by `warmtone bench edits`, in its own process.
"""

import random
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import torch
from torch import nn

from engine.errors import Cancelled
from engine.evaluation.clips import called, clip, made
from engine.evaluation.real_size import audioldm_pipeline, family_of
from engine.evaluation.script import audioldm_script
from engine.evaluation.turns import Way, timed_in_turns
from engine.families.family import Precision
from engine.families.loading import best_precision
from engine.families.parts import quiet
from engine.models.diffusion.model import DiffusionModel
from engine.threads import cores

_CLIP = clip(5.12, 10)
_WARMING = clip(0.64, 1)


@dataclass(frozen=True, slots=True)
class EditSpeed:
    """Seconds of one clip, one number a round: by diffusers' pipeline, by a script, by Warmtone, by it in bfloat16.

    The script imports diffusers, loads the pipeline and calls it; everything else is warm. `networks` is what of
    Warmtone's time its networks took. `bfloat16` is empty where the processor isn't made for it. `cancels` are seconds
    from a wish to stop until it has, in `cancelled_in`; `longest_block` is the longest that nobody could be heard.
    """

    pipeline: list[float]
    script: list[float]
    warmtone: list[float]
    networks: list[float]
    bfloat16: list[float]
    cancels: list[float]
    longest_block: float
    cancelled_in: Precision


def edit_speed(rounds: int, budget_seconds: float, cancels: int) -> EditSpeed:
    """Measure in turns, as many rounds as there are time for. Raises `ModelError` if the script fails."""
    torch.set_num_threads(cores())
    with quiet(), TemporaryDirectory() as folder:
        pipeline = audioldm_pipeline()
        pipeline.set_progress_bar_config(disable=True)
        pipeline.save_pretrained(folder)
        exact = _warm(pipeline, "float32")
        fast = exact if best_precision("cpu") == "float32" else _warm(pipeline, "bfloat16")
        networks = _Watched(exact)
        called(pipeline, _WARMING)
        ways: list[Way] = [
            lambda: called(pipeline, _CLIP),
            lambda: audioldm_script(Path(folder), _CLIP),
            lambda: networks.noted(lambda: made(exact, _CLIP)),
            *([] if fast is exact else [lambda: made(fast, _CLIP)]),
        ]
        theirs, script, ours, *halved = timed_in_turns(ways, rounds, budget_seconds)
        longest = _longest_silence(fast)
        stopped = [_cancelled(fast) for _ in range(cancels)]
        return EditSpeed(
            pipeline=theirs,
            script=script,
            warmtone=ours,
            networks=networks.found,
            bfloat16=halved[0] if halved else [],
            cancels=stopped,
            longest_block=longest,
            cancelled_in=best_precision("cpu"),
        )


def _warm(pipeline: Any, precision: Precision) -> DiffusionModel:
    model = DiffusionModel("audioldm", family_of(pipeline, precision))
    made(model, _WARMING)
    return model


def _longest_silence(model: DiffusionModel) -> float:
    asked: list[float] = []
    made(model, clip(_CLIP.seconds, 1), lambda done, total: asked.append(time.perf_counter()))
    return max(later - earlier for earlier, later in pairwise(asked))


def _cancelled(model: DiffusionModel) -> float:
    """Seconds from a moment within the sampling until the model has stopped."""
    wished_at = time.perf_counter() + random.uniform(0.2, 1.2)

    def on_step(done: int, total: int) -> None:
        if time.perf_counter() > wished_at:
            raise Cancelled

    try:
        made(model, _CLIP, on_step)
    except Cancelled:
        return time.perf_counter() - wished_at
    raise AssertionError("the clip was there before anybody wished to stop")


class _Watched:
    """The time inside of a model's networks, from the outermost call to its end."""

    def __init__(self, model: DiffusionModel) -> None:
        self.found: list[float] = []
        self._seconds = 0.0
        networks: Any = model.networks
        text_encoder, unet, vae, vocoder = networks
        for network in (text_encoder, unet, vae.decoder, vocoder):
            network.register_forward_pre_hook(self._enter)
            network.register_forward_hook(self._leave)

    def noted(self, way: Way) -> None:
        """Call it, and note what the networks took of it."""
        self._seconds = 0.0
        way()
        self.found.append(self._seconds)

    def _enter(self, network: nn.Module, inputs: object) -> None:
        self._seconds -= time.perf_counter()

    def _leave(self, network: nn.Module, inputs: object, outputs: object) -> None:
        self._seconds += time.perf_counter()
