"""A run as files: `checkpoint.pt` to go on from as if nothing had happened, and small parts of it that travel.

A checkpoint holds all in full precision: the steps after it are, on the same machine with as many threads, the same to
the bit. The parts hold weights, their average and the optimizer's two moments in half precision, each of its own file
under 16 MiB; a run that goes on from them goes on nearly where it was.
"""

import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

import torch

from engine.errors import MissingError, ModelError
from engine.training.codec.fitting import Fitting
from engine.training.codec.plan import Plan
from engine.training.codec.shipped import read_shipped

CHECKPOINT = "checkpoint.pt"
PARTS = ("weights.part", "average.part", "mean.part", "square.part", "rest.part")
LARGEST_PART = 16 * 2**20

_FORMAT = 1

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Progress:
    """How a run went so far: the loss of every step, and (step, log-mel distance) of every validation."""

    losses: tuple[float, ...] = ()
    distances: tuple[tuple[int, float], ...] = ()
    minutes: float = 0.0

    @property
    def best(self) -> float:
        return min((distance for _, distance in self.distances), default=float("inf"))


def save_checkpoint(folder: Path, fitting: Fitting, progress: Progress) -> None:
    """Write the checkpoint; the one before stays whole until the new one is."""
    _written(folder / CHECKPOINT, _state(fitting, progress))


def load_checkpoint(folder: Path, fitting: Fitting) -> Progress:
    """Bring a fitting to where the checkpoint's was; raises `ModelError` for a file that is none."""
    state = _read(folder / CHECKPOINT)
    return _understood(folder / CHECKPOINT, lambda: _restored(fitting, state))


def load_progress(path: Path) -> Progress:
    """How the run of a checkpoint's file went."""
    state = _read(path)
    return _understood(path, lambda: _unpacked(state["progress"]))


def planned(folder: Path) -> Plan | None:
    """The plan of the run in a folder, None where none was begun."""
    for name in (CHECKPOINT, "rest.part"):
        if (folder / name).exists():
            return _plan_of(folder / name)
    return None


def _plan_of(path: Path) -> Plan:
    state = _read(path)
    return _understood(path, lambda: Plan(**state["plan"]))


def _state(fitting: Fitting, progress: Progress) -> dict[str, Any]:
    return {
        "format": _FORMAT,
        "plan": asdict(fitting.plan),
        "step": fitting.step,
        "network": fitting.network.state_dict(),
        "average": fitting.average.state_dict(),
        "optimizer": fitting.optimizer.state_dict(),
        "critic": fitting.critic.state_dict(),
        "critic_optimizer": fitting.critic_optimizer.state_dict(),
        "generator": fitting.generator.get_state(),
        "device": fitting.device.type,
        "progress": _packed(progress),
    }


def _restored(fitting: Fitting, state: dict[str, Any]) -> Progress:
    fitting.step = state["step"]
    for name in ("network", "average", "optimizer", "critic", "critic_optimizer"):
        getattr(fitting, name).load_state_dict(state[name])
    # A generator's state has another form on another kind of device; there the draws go on from the step's number.
    if state["device"] == fitting.device.type:
        fitting.generator.set_state(state["generator"])
    else:
        fitting.generator.manual_seed(fitting.plan.seed + fitting.step)
    return _unpacked(state["progress"])


def save_parts(folder: Path, fitting: Fitting, progress: Progress) -> None:
    """Write the parts that travel, each smaller than 16 MiB."""
    moments = fitting.optimizer.state_dict()["state"]
    rest = _state(fitting, progress)
    for name in ("network", "average", "optimizer"):
        del rest[name]
    rest["optimizer_steps"] = {index: each["step"] for index, each in moments.items()}
    _written(folder / "weights.part", _halved(fitting.network.state_dict(), torch.float16))
    _written(folder / "average.part", _halved(fitting.average.state_dict(), torch.float16))
    _written(folder / "mean.part", _halved({i: each["exp_avg"] for i, each in moments.items()}, torch.bfloat16))
    _written(folder / "square.part", _halved({i: each["exp_avg_sq"] for i, each in moments.items()}, torch.bfloat16))
    _written(folder / "rest.part", rest)


def load_parts(folder: Path, fitting: Fitting) -> Progress:
    """Bring a fitting to about where the parts' was, from rest.part and what there is of the others.

    Without weights.part those that ship are taken. Without average.part the average begins anew at the weights, without
    the moments' files so does the optimizer: each costs some hundred steps.
    """
    state = _read(folder / "rest.part")
    weights = folder / "weights.part"
    state["network"] = _read(weights) if weights.exists() else read_shipped()
    average = folder / "average.part"
    state["average"] = _read(average) if average.exists() else state["network"]
    state["optimizer"] = fitting.optimizer.state_dict()
    if (folder / "mean.part").exists() and (folder / "square.part").exists():
        mean, square = _read(folder / "mean.part"), _read(folder / "square.part")
        state["optimizer"]["state"] = {
            index: {"step": step, "exp_avg": mean[index].float(), "exp_avg_sq": square[index].float()}
            for index, step in state["optimizer_steps"].items()
        }
    return _understood(folder, lambda: _restored(fitting, state))


def load_weights(path: Path, fitting: Fitting) -> None:
    """Begin a fitting with weights that ship; raises `ModelError` for a file of another codec."""
    weights = read_shipped(path)
    _understood(path, lambda: [module.load_state_dict(weights) for module in (fitting.network, fitting.average)])


def save_average(path: Path, fitting: Fitting) -> None:
    """Write the averaged weights alone, in half precision."""
    _written(path, _halved(fitting.average.state_dict(), torch.float16))


def load_average(path: Path) -> dict[str, torch.Tensor]:
    """Averaged weights in float32."""
    return {name: values.float() for name, values in _read(path).items()}


def _halved(tensors: dict[Any, torch.Tensor], dtype: torch.dtype) -> dict[Any, torch.Tensor]:
    return {name: values.to("cpu", dtype) for name, values in tensors.items()}


def _packed(progress: Progress) -> dict[str, Any]:
    return {
        "losses": torch.tensor(progress.losses, dtype=torch.float32),
        "distances": [list(each) for each in progress.distances],
        "minutes": progress.minutes,
    }


def _unpacked(packed: dict[str, Any]) -> Progress:
    distances = tuple((int(step), float(distance)) for step, distance in packed["distances"])
    return Progress(tuple(packed["losses"].tolist()), distances, packed["minutes"])


def _written(path: Path, content: dict[Any, Any]) -> None:
    new = path.with_suffix(path.suffix + ".new")
    torch.save(content, new)
    os.replace(new, path)


def _read(path: Path) -> dict[Any, Any]:
    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
    except FileNotFoundError:
        raise MissingError(f"{path} isn't there: name the folder of a run, or begin one in an empty folder.") from None
    except Exception as error:  # torch.load raises whatever its unpickler does
        raise ModelError(f"{path} is damaged or of another program ({error}): begin the run anew.") from error
    if not isinstance(content, dict):
        raise ModelError(f"{path} is of another program: name the folder of a run of the codec.")
    return content


def _understood(path: Path, load: Callable[[], Result]) -> Result:
    try:
        return load()
    except (KeyError, TypeError, ValueError, RuntimeError) as error:
        raise ModelError(f"{path} is of another version ({error}): begin a run anew, in an empty folder.") from error
