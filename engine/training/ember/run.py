"""A training run of the generator: from where it was, by the clock or up to its last step.

Called by the command line or by `python -m engine.training.ember`, in its own process. What it writes into its folder:
checkpoint.pt and best.pt (the averaged weights that validated best, half precision).
"""

from collections.abc import Callable
from pathlib import Path

import torch

from engine.errors import RangeError
from engine.training.beginning import begin_with
from engine.training.checkpoint import CHECKPOINT, Progress, load_checkpoint, plan_in
from engine.training.ember.batches import Odds
from engine.training.ember.course import Lesson, course_of, lesson_at, one_lesson
from engine.training.ember.fitting import Fitting
from engine.training.ember.latents import LatentSet
from engine.training.ember.prompts import PromptOf
from engine.training.ember.shape import EMBER, Shape
from engine.training.ember.validation import trials_of, validated
from engine.training.ember.words import Words
from engine.training.plan import Plan
from engine.training.slices import RunStatus, Slice
from engine.training.wish import Wish
from engine.training.wishing import as_wished

STEPS = 60_000
BATCHES = {"cuda": 256}
"""Sounds of a step by the kind of device; 16 on any other."""

_PEAK_RATE = 1e-3


def train(
    latents: LatentSet, out: Path, wish: Wish, words: Words, prompt_of: PromptOf,
    report: Callable[[RunStatus], None], shape: Shape = EMBER, only: frozenset[str] = frozenset(),
) -> RunStatus:  # fmt: skip
    """Begin a run in the folder `out`, or go on with the one in it, on the device of the latents.

    A run that begins from nothing takes the lessons of `course.py`, one that begins with weights learns from all
    sounds; `only` are categories, or "notes", that alone are learned from in either. Stops at its last step, at the end
    of its minutes, or by Ctrl-C, SIGTERM too, each with a checkpoint. Raises `RangeError` for a batch that can't be
    halved, `MissingError` where there is nothing to learn from, `ModelError` for a folder whose files are of another
    version.
    """
    out.mkdir(parents=True, exist_ok=True)
    device = latents.latents.device
    torch.set_float32_matmul_precision("high" if device.type == "cuda" else "highest")
    fitting = Fitting(_plan(out, wish, device), shape, words.text_encoder, device)
    progress = _resumed(out, fitting, wish)
    course = _course(latents, only, fitting.plan)
    run = Slice(_Learning(fitting, latents, words, prompt_of, course), out, progress, wish.minutes)
    run.go(report)
    return run.status()


def _plan(out: Path, wish: Wish, device: torch.device) -> Plan:
    usual = Plan(STEPS, BATCHES.get(device.type, 16), _PEAK_RATE, 0, lessons=wish.weights is None)
    begun = plan_in(out / CHECKPOINT, Plan) if (out / CHECKPOINT).exists() else usual
    plan = as_wished(begun, wish)
    if plan.batch < 2:
        raise RangeError(f"Half of a batch has masks, so it has 2 sounds or more; {plan.batch} came: ask for more.")
    return plan


def _resumed(out: Path, fitting: Fitting, wish: Wish) -> Progress:
    if (out / CHECKPOINT).exists():
        return load_checkpoint(out, fitting)
    if wish.weights is not None:
        network, average = fitting.network, fitting.average
        begin_with(wish.weights / "transformer", network.transformer, average.transformer)
        begin_with(wish.weights / "duration_embedder", network.duration_embedder, average.duration_embedder)
    return Progress()


def _course(latents: LatentSet, only: frozenset[str], plan: Plan) -> tuple[Lesson, ...]:
    items, device = latents.items, latents.latents.device
    return course_of(items, device) if plan.lessons and not only else one_lesson(items, device, only)


class _Learning:
    """A fitting on a cache of latents."""

    measure = "flow"
    unit = "sounds"

    def __init__(
        self, fitting: Fitting, latents: LatentSet, words: Words, prompt_of: PromptOf, course: tuple[Lesson, ...]
    ) -> None:
        self.fitting = fitting
        self.steps = fitting.plan.steps
        self._latents, self._words, self._prompt_of = latents, words, prompt_of
        self._course = course
        self._trials = trials_of(latents, words, prompt_of)

    @property
    def units(self) -> float:
        return self.fitting.plan.batch * self._odds.sounds

    def fit(self) -> float:
        return self.fitting.fit(self._latents, self._odds, self._words, self._prompt_of)

    def validate(self) -> float:
        return validated(self.fitting.average, self._trials)

    @property
    def _odds(self) -> Odds:
        return lesson_at(self._course, self.fitting.step / self.steps).odds
