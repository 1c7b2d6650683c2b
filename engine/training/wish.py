"""What is asked of a run. Imports no torch, so that the command line can say it."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Wish:
    """What is None is as the run was begun with, or as usual; None minutes have no end.

    `steps` are those of the whole run, `batch` counts sounds, at least two, `peak_rate` is the highest learning rate. A
    new run begins with the `weights` of a folder that ships.
    """

    minutes: float | None = None
    steps: int | None = None
    batch: int | None = None
    peak_rate: float | None = None
    seed: int | None = None
    weights: Path | None = None
