"""What is asked of a training run. Imports no torch, so that the command line can say it."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Wish:
    """What is None is as the run was begun with, or as usual; None minutes have no end.

    `steps` are those of the whole run, `batch` counts crops of 0.74 s, `peak_rate` is the highest learning rate, the
    critic takes part from the share `critic_from` of the steps on. With `parts` the files that travel are written.
    `weights`, a file as it ships (safetensors), is what a new run begins with instead of random ones. With
    `keep_latents` a new run leaves the encoder as it is.
    """

    minutes: float | None = None
    steps: int | None = None
    batch: int | None = None
    peak_rate: float | None = None
    seed: int | None = None
    critic_from: float | None = None
    parts: bool = False
    weights: Path | None = None
    keep_latents: bool | None = None
