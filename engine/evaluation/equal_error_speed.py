"""What a clip costs that errs no more: diffusers' DDIM with as many steps as that takes, against Warmtone's usual ones.

How many it takes is found on data whose score is known exactly; what they cost, on a model of real size.
"""

from dataclasses import dataclass

import torch

from engine.evaluation.clips import called, clip, made
from engine.evaluation.real_size import audioldm_pipeline, family_of
from engine.evaluation.sampling_error import ddim_error, ddim_steps_within, own_error
from engine.evaluation.turns import timed_in_turns
from engine.families.parts import quiet
from engine.models.diffusion.model import DiffusionModel
from engine.models.diffusion.sampling import KARRAS_STEPS
from engine.threads import cores

SECONDS = 1.28
"""A quarter of the usual clip: both ways take a quarter of their time for it."""


@dataclass(frozen=True, slots=True)
class EqualErrorSpeed:
    """Steps and error of each sampler, and seconds of one clip, one number a round."""

    their_steps: int
    their_error: float
    own_steps: int
    own_error: float
    pipeline: list[float]
    warmtone: list[float]


def equal_error_speed(rounds: int, budget_seconds: float) -> EqualErrorSpeed:
    """Find the steps, then measure in turns, as many rounds as there is time for."""
    torch.set_num_threads(cores())
    with quiet():
        error = own_error()
        steps = ddim_steps_within(error)
        pipeline = audioldm_pipeline()
        pipeline.set_progress_bar_config(disable=True)
        model = DiffusionModel("audioldm", family_of(pipeline, "float32"))
        theirs, ours = clip(SECONDS, steps), clip(SECONDS, KARRAS_STEPS)
        called(pipeline, clip(SECONDS, 1))
        made(model, clip(SECONDS, 1))
        times = timed_in_turns([lambda: called(pipeline, theirs), lambda: made(model, ours)], rounds, budget_seconds)
        return EqualErrorSpeed(steps, ddim_error(steps), KARRAS_STEPS, error, *times)
