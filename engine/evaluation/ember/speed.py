"""How long a model takes: from its folder until it is warm, and for a clip of 5 s."""

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import numpy as np

from engine.evaluation.ember.sampling import Setting, silently
from engine.evaluation.intervals import Estimate
from engine.evaluation.turns import timed
from engine.families.family import Family
from engine.families.folder import looked_at
from engine.models.diffusion.model import DiffusionModel
from engine.models.diffusion.warming import warm_family
from engine.tasks import Generate

SECONDS = 5.0

_ROUNDS = 5
_WARMING = 2


@dataclass(frozen=True, slots=True)
class Speed:
    """Medians in seconds with the lowest and the highest: a clip of 5 s, and loading until the model was tried out."""

    clip: Estimate
    loading: Estimate


def loading_seconds(folder: Path) -> Estimate:
    """How long loading takes after all imports. Raises `ModelError` as `load_family` does."""
    # The libraries import what a part needs when it is first asked for.
    for module, name in looked_at(folder).classes.values():
        getattr(import_module(module), name, None)
    return _spread([timed(lambda: warm_family(folder)) for _ in range(_ROUNDS)])


def clip_seconds(family: Family, setting: Setting, rounds: int = _ROUNDS) -> Estimate:
    """How long a clip of 5 s takes, or of the longest that the model makes, once it is warm."""
    model = DiffusionModel("ember", family)
    task = Generate(
        prompt="a wooden door",
        seconds=min(SECONDS, model.card.longest_seconds),
        steps=setting.steps,
        guidance=setting.guidance,
    )
    times = [timed(lambda: list(model.generate(task, 0, silently, _unread))) for _ in range(_WARMING + rounds)]
    return _spread(times[_WARMING:])


def _spread(times: list[float]) -> Estimate:
    return Estimate(float(np.median(times)), min(times), max(times), len(times))


def _unread(sentence: str) -> None:
    return None
