"""A training run: from where it was, by the clock or up to its last step, to files that it can go on from.

Called by the command line or by `python -m engine.training.codec`, in its own process. What it writes into its folder:
checkpoint.pt, best.pt (the averaged weights that validated best, half precision) and, if it shall travel, *.part.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import torch

from engine.training.codec.beginning import begin
from engine.training.codec.checkpoint import (
    CHECKPOINT,
    Progress,
    load_checkpoint,
    load_parts,
    load_weights,
    planned,
    save_average,
    save_checkpoint,
    save_parts,
)
from engine.training.codec.corpus import Corpus, chances, validation_crops
from engine.training.codec.ending import ending_in_order
from engine.training.codec.fitting import Fitting, seconds_of_sound
from engine.training.codec.plan import Plan
from engine.training.codec.validation import validated
from engine.training.codec.wish import Wish

BEST = "best.pt"
STEPS = 40_000
BATCHES = {"cuda": 128}
"""Crops of a step by the kind of device; 16 on any other."""
VALIDATION_CLIPS = 48

_PEAK_RATE = 1e-3
_VALIDATED_EVERY = 250
_SAVED_EVERY_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class RunStatus:
    """Where a run is: steps made and to make, a mean of the last losses, the last log-mel distance in validation.

    Distances are not numbers before the first validation. `seconds_left` counts to its last step or to the end of its
    minutes, whatever comes first; `speed` is seconds of sound a second.
    """

    step: int
    steps: int
    loss: float
    distance: float
    best: float
    speed: float
    seconds_left: float

    def __str__(self) -> str:
        heard = "not yet validated" if math.isnan(self.best) else f"log-mel {self.distance:.4f} (best {self.best:.4f})"
        return (
            f"step {self.step}/{self.steps}  loss {self.loss:.4f}  {heard}  "
            f"{self.speed:.1f} s of sound a second  {self.seconds_left / 60:.1f} min left"
        )


def train(corpus: Corpus, out: Path, wish: Wish, report: Callable[[RunStatus], None]) -> RunStatus:
    """Begin a run in the folder `out`, or go on with the one in it; returns where it came to.

    Stops at its last step, at the end of its minutes, or by Ctrl-C, SIGTERM too, each with a checkpoint. Raises
    `ModelError` for a folder whose files are of another version.
    """
    out.mkdir(parents=True, exist_ok=True)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    # On a GPU filters and layers that stay float32 are three times as fast with ten digits of the mantissa.
    torch.set_float32_matmul_precision("high" if device.type == "cuda" else "highest")
    fitting = Fitting(_plan(out, wish, device), device)
    corpus = corpus.on(device)
    progress = _resumed(out, fitting, wish, corpus)
    run = _Run(corpus, out, fitting, progress, wish, report)
    try:
        with ending_in_order():
            run.go()
    except KeyboardInterrupt:
        run.save()
        raise
    run.save()
    if wish.parts:
        save_parts(out, fitting, run.progress)
    return run.status()


def _plan(out: Path, wish: Wish, device: torch.device) -> Plan:
    usual = Plan(STEPS, BATCHES.get(device.type, 16), _PEAK_RATE, 0)
    plan = planned(out) or usual
    return replace(
        plan,
        steps=plan.steps if wish.steps is None else wish.steps,
        batch=plan.batch if wish.batch is None else wish.batch,
        peak_rate=plan.peak_rate if wish.peak_rate is None else wish.peak_rate,
        seed=plan.seed if wish.seed is None else wish.seed,
        critic_from=plan.critic_from if wish.critic_from is None else wish.critic_from,
    )


def _resumed(out: Path, fitting: Fitting, wish: Wish, corpus: Corpus) -> Progress:
    if (out / CHECKPOINT).exists():
        return load_checkpoint(out, fitting)
    if (out / "rest.part").exists():
        return load_parts(out, fitting)
    if wish.weights is not None:
        load_weights(wish.weights, fitting)
    else:
        begin(fitting.network, corpus, chances(corpus), fitting.generator)
        fitting.average.load_state_dict(fitting.network.state_dict())
    return Progress()


class _Run:
    """The loop's variables; made and used by `train` alone."""

    def __init__(
        self,
        corpus: Corpus,
        out: Path,
        fitting: Fitting,
        progress: Progress,
        wish: Wish,
        report: Callable[[RunStatus], None],
    ) -> None:
        self.corpus, self.out, self.fitting, self.report = corpus, out, fitting, report
        self.odds = chances(corpus)
        self.listened = validation_crops(corpus, VALIDATION_CLIPS)
        self.losses, self.distances = list(progress.losses), list(progress.distances)
        self.before = progress.minutes
        self.first_step = fitting.step
        self.began = self.saved = time.monotonic()
        self.limit = None if wish.minutes is None else wish.minutes * 60

    @property
    def progress(self) -> Progress:
        minutes = self.before + (time.monotonic() - self.began) / 60
        return Progress(tuple(self.losses), tuple(self.distances), minutes)

    def go(self) -> None:
        while self.fitting.step < self.fitting.plan.steps and not self._late():
            self.losses.append(self.fitting.fit(self.corpus, self.odds).whole)
            if self.fitting.step % _VALIDATED_EVERY == 0 or self.fitting.step == self.fitting.plan.steps:
                self._validate()
            if time.monotonic() - self.saved > _SAVED_EVERY_SECONDS:
                self.save()
            self.report(self.status())

    def save(self) -> None:
        save_checkpoint(self.out, self.fitting, self.progress)
        self.saved = time.monotonic()

    def status(self) -> RunStatus:
        plan, made = self.fitting.plan, self.fitting.step - self.first_step
        elapsed = time.monotonic() - self.began
        recent = self.losses[-50:]
        left = elapsed / max(made, 1) * (plan.steps - self.fitting.step)
        return RunStatus(
            step=self.fitting.step,
            steps=plan.steps,
            loss=sum(recent) / max(len(recent), 1),
            distance=self.distances[-1][1] if self.distances else float("nan"),
            best=min((distance for _, distance in self.distances), default=float("nan")),
            speed=made * seconds_of_sound(plan) / max(elapsed, 1e-9),
            seconds_left=left if self.limit is None else min(left, max(self.limit - elapsed, 0.0)),
        )

    def _late(self) -> bool:
        return self.limit is not None and time.monotonic() - self.began >= self.limit

    def _validate(self) -> None:
        distance = validated(self.fitting.average, self.fitting.spectral, self.listened)
        if distance < min((each for _, each in self.distances), default=float("inf")):
            save_average(self.out / BEST, self.fitting)
        self.distances.append((self.fitting.step, distance))
