"""Small parts of a run that travel, and the weights that ship as where a run begins.

The parts hold weights, their average and the optimizer's two moments in half precision, each of its own file under
16 MiB; a run that goes on from them goes on nearly where it was.
"""

from pathlib import Path

import torch

from engine.training.checkpoint import CHECKPOINT, Progress, plan_in, restored, state_of
from engine.training.codec.fitting import Fitting
from engine.training.codec.plan import Plan
from engine.training.codec.shipped import read_shipped
from engine.training.files import halved, read, understood, written

PARTS = ("weights.part", "average.part", "mean.part", "square.part", "rest.part")
LARGEST_PART = 16 * 2**20


def planned(folder: Path) -> Plan | None:
    """The plan of the run in a folder, None where none was begun."""
    for name in (CHECKPOINT, "rest.part"):
        if (folder / name).exists():
            return plan_in(folder / name, Plan)
    return None


def save_parts(folder: Path, fitting: Fitting, progress: Progress) -> None:
    """Write the parts that travel, each smaller than 16 MiB."""
    moments = fitting.optimizer.state_dict()["state"]
    rest = state_of(fitting, progress)
    for name in ("network", "average", "optimizer"):
        del rest[name]
    rest["optimizer_steps"] = {index: each["step"] for index, each in moments.items()}
    written(folder / "weights.part", halved(fitting.network.state_dict()))
    written(folder / "average.part", halved(fitting.average.state_dict()))
    written(folder / "mean.part", halved({i: each["exp_avg"] for i, each in moments.items()}, torch.bfloat16))
    written(folder / "square.part", halved({i: each["exp_avg_sq"] for i, each in moments.items()}, torch.bfloat16))
    written(folder / "rest.part", rest)


def load_parts(folder: Path, fitting: Fitting) -> Progress:
    """Bring a fitting to about where the parts' was, from rest.part and what there is of the others.

    Without weights.part those that ship are taken. Without average.part the average begins anew at the weights, without
    the moments' files so does the optimizer: each costs some hundred steps.
    """
    state = read(folder / "rest.part")
    weights = folder / "weights.part"
    state["network"] = read(weights) if weights.exists() else read_shipped()
    average = folder / "average.part"
    state["average"] = read(average) if average.exists() else state["network"]
    state["optimizer"] = fitting.optimizer.state_dict()
    if (folder / "mean.part").exists() and (folder / "square.part").exists():
        mean, square = read(folder / "mean.part"), read(folder / "square.part")
        state["optimizer"]["state"] = {
            index: {"step": step, "exp_avg": mean[index].float(), "exp_avg_sq": square[index].float()}
            for index, step in state["optimizer_steps"].items()
        }
    return understood(folder, lambda: restored(fitting, state))


def load_weights(path: Path, fitting: Fitting) -> None:
    """Begin a fitting with weights that ship; raises `ModelError` for a file of another codec."""
    weights = read_shipped(path)
    understood(path, lambda: [module.load_state_dict(weights) for module in (fitting.network, fitting.average)])
