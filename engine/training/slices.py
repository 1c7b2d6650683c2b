"""A slice of a run: steps until the last one or the end of its minutes, validated, saved and reported on the way."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from engine.training.checkpoint import Fitted, Progress, save_average, save_checkpoint
from engine.training.ending import ending_in_order

BEST = "best.pt"

_VALIDATED_EVERY = 250
_SAVED_EVERY_SECONDS = 120.0
_RECENT_STEPS = 50


class Doing(Protocol):
    """What a slice is made of: a step that returns its loss, and the averaged weights' distance from what is true.

    `measure` names that distance, `unit` what is learned from, and `units` how many of it a step takes.
    """

    @property
    def fitting(self) -> Fitted: ...

    @property
    def measure(self) -> str: ...

    @property
    def unit(self) -> str: ...

    @property
    def units(self) -> float: ...

    @property
    def steps(self) -> int: ...

    def fit(self) -> float: ...

    def validate(self) -> float: ...


@dataclass(frozen=True, slots=True)
class RunStatus:
    """Where a run is: steps made and to make, a mean of the last losses, the last and the best distance in validation.

    Distances are not numbers before the first validation. `seconds_left` counts to its last step or to the end of its
    minutes, whatever comes first; `speed` is how many units a second this slice learns from.
    """

    step: int
    steps: int
    loss: float
    distance: float
    best: float
    speed: float
    seconds_left: float
    measure: str
    unit: str

    def __str__(self) -> str:
        found = f"{self.measure} {self.distance:.4f} (best {self.best:.4f})"
        return (
            f"step {self.step}/{self.steps}  loss {self.loss:.4f}  "
            f"{'not yet validated' if math.isnan(self.best) else found}  "
            f"{self.speed:.1f} {self.unit} a second  {self.seconds_left / 60:.1f} min left"
        )


class Slice:
    """Goes on with a run in the folder `out`; used once."""

    def __init__(self, doing: Doing, out: Path, progress: Progress, minutes: float | None) -> None:
        self._doing, self._fitting, self._out = doing, doing.fitting, out
        self._losses, self._distances = list(progress.losses), list(progress.distances)
        self._minutes_before = progress.minutes
        self._first_step = self._fitting.step
        self._began = self._saved = time.monotonic()
        self._limit_seconds = None if minutes is None else minutes * 60

    @property
    def progress(self) -> Progress:
        minutes = self._minutes_before + self._elapsed_seconds / 60
        return Progress(tuple(self._losses), tuple(self._distances), minutes)

    def go(self, report: Callable[[RunStatus], None]) -> None:
        """Make its steps, up to a checkpoint; Ctrl-C and SIGTERM leave one too, and raise KeyboardInterrupt."""
        try:
            with ending_in_order():
                self._go(report)
        except KeyboardInterrupt:
            self._save()
            raise
        self._save()

    def status(self) -> RunStatus:
        made, elapsed = self._fitting.step - self._first_step, self._elapsed_seconds
        recent = self._losses[-_RECENT_STEPS:]
        left = elapsed / max(made, 1) * (self._doing.steps - self._fitting.step)
        return RunStatus(
            step=self._fitting.step,
            steps=self._doing.steps,
            loss=sum(recent) / max(len(recent), 1),
            distance=self._distances[-1][1] if self._distances else float("nan"),
            best=min((distance for _, distance in self._distances), default=float("nan")),
            speed=made * self._doing.units / max(elapsed, 1e-9),
            seconds_left=left if self._limit_seconds is None else min(left, max(self._limit_seconds - elapsed, 0.0)),
            measure=self._doing.measure,
            unit=self._doing.unit,
        )

    def _go(self, report: Callable[[RunStatus], None]) -> None:
        while self._fitting.step < self._doing.steps and not self._late():
            self._losses.append(self._doing.fit())
            if self._fitting.step % _VALIDATED_EVERY == 0 or self._fitting.step == self._doing.steps:
                self._validate()
            if time.monotonic() - self._saved > _SAVED_EVERY_SECONDS:
                self._save()
            report(self.status())

    @property
    def _elapsed_seconds(self) -> float:
        return time.monotonic() - self._began

    def _late(self) -> bool:
        return self._limit_seconds is not None and self._elapsed_seconds >= self._limit_seconds

    def _validate(self) -> None:
        distance = self._doing.validate()
        if distance < self.progress.best:
            save_average(self._out / BEST, self._fitting)
        self._distances.append((self._fitting.step, distance))

    def _save(self) -> None:
        save_checkpoint(self._out, self._fitting, self.progress)
        self._saved = time.monotonic()
