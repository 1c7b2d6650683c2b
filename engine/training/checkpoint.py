"""A run's `checkpoint.pt`, to go on from as if nothing had happened, and how the run went.

It holds all in full precision: the steps after it are, on the same machine with as many threads, the same to the bit.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

import torch

from engine.training.files import halved, read, understood, written

CHECKPOINT = "checkpoint.pt"

_FORMAT = 1

AnyPlan = TypeVar("AnyPlan")


class Stateful(Protocol):
    """A network or an optimizer."""

    def state_dict(self) -> dict[str, Any]: ...

    def load_state_dict(self, state_dict: dict[str, Any], /) -> object: ...


class Fitted(Protocol):
    """What steps are made with: its `plan` is a dataclass that has a seed, `states` are all that steps change."""

    step: int

    @property
    def plan(self) -> Any: ...

    @property
    def states(self) -> Mapping[str, Stateful]: ...

    @property
    def generator(self) -> torch.Generator: ...


@dataclass(frozen=True, slots=True)
class Progress:
    """How a run went so far: the loss of every step, and (step, distance from what is true) of every validation."""

    losses: tuple[float, ...] = ()
    distances: tuple[tuple[int, float], ...] = ()
    minutes: float = 0.0

    @property
    def best(self) -> float:
        return min((distance for _, distance in self.distances), default=float("inf"))


def save_checkpoint(folder: Path, fitting: Fitted, progress: Progress) -> None:
    """Write the checkpoint; the one before stays whole until the new one is."""
    written(folder / CHECKPOINT, state_of(fitting, progress))


def load_checkpoint(folder: Path, fitting: Fitted) -> Progress:
    """Bring a fitting to where the checkpoint's was; raises `ModelError` for a file that is none."""
    state = read(folder / CHECKPOINT)
    return understood(folder / CHECKPOINT, lambda: restored(fitting, state))


def load_progress(path: Path) -> Progress:
    """How the run of a checkpoint's file went."""
    state = read(path)
    return understood(path, lambda: _unpacked(state["progress"]))


def plan_in(path: Path, kind: type[AnyPlan]) -> AnyPlan:
    """The plan in a checkpoint's file; raises `ModelError` for that of something else."""
    state = read(path)
    return understood(path, lambda: kind(**state["plan"]))


def state_of(fitting: Fitted, progress: Progress) -> dict[str, Any]:
    """All that a run goes on from."""
    states = {name: each.state_dict() for name, each in fitting.states.items()}
    return states | {
        "format": _FORMAT,
        "plan": asdict(fitting.plan),
        "step": fitting.step,
        "generator": fitting.generator.get_state(),
        "device": fitting.generator.device.type,
        "progress": _packed(progress),
    }


def restored(fitting: Fitted, state: dict[str, Any]) -> Progress:
    """Bring a fitting to where a state is."""
    fitting.step = state["step"]
    for name, each in fitting.states.items():
        each.load_state_dict(state[name])
    # A generator's state has another form on another kind of device; there the draws go on from the step's number.
    if state["device"] == fitting.generator.device.type:
        fitting.generator.set_state(state["generator"])
    else:
        fitting.generator.manual_seed(fitting.plan.seed + fitting.step)
    return _unpacked(state["progress"])


def save_average(path: Path, fitting: Fitted) -> None:
    """Write the averaged weights alone, in half precision."""
    written(path, halved(fitting.states["average"].state_dict()))


def load_average(path: Path) -> dict[str, torch.Tensor]:
    """Averaged weights in float32."""
    return {name: values.float() for name, values in read(path).items()}


def _packed(progress: Progress) -> dict[str, Any]:
    return {
        "losses": torch.tensor(progress.losses, dtype=torch.float32),
        "distances": [list(each) for each in progress.distances],
        "minutes": progress.minutes,
    }


def _unpacked(packed: dict[str, Any]) -> Progress:
    distances = tuple((int(step), float(distance)) for step, distance in packed["distances"])
    return Progress(tuple(packed["losses"].tolist()), distances, packed["minutes"])
