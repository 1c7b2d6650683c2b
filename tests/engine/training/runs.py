"""A run that is interrupted, and what it comes to."""

import signal
from collections.abc import Callable
from pathlib import Path

import torch

from engine.training.checkpoint import CHECKPOINT
from engine.training.slices import RunStatus


def told_until(told: list[RunStatus], until: int | None) -> Callable[[RunStatus], None]:
    """A report that is kept, and that ends the run, politely, once it has made so many steps."""

    def report(status: RunStatus) -> None:
        told.append(status)
        if status.step == until:
            signal.raise_signal(signal.SIGTERM)

    return report


def weights(out: Path) -> dict[str, torch.Tensor]:
    """The network's weights and the averaged ones, by their names."""
    state = torch.load(out / CHECKPOINT, weights_only=True)
    return {f"{part}.{name}": values for part in ("network", "average") for name, values in state[part].items()}
