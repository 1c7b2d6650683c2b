"""The judge's file: one safetensors with its network as float16, and what its scores are scores of.

Shipped beside this module. A judge trained by `warmtone train judge` lies where it was told to and is given by path.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

from engine.errors import ModelError
from engine.evaluation.judge.network import Network
from engine.no_pickle import refuse_pickle

SHIPPED = Path(__file__).with_name("judge.safetensors")


@dataclass(frozen=True, slots=True)
class Names:
    """What the judge tells apart.

    `labels` are all that it learned, `judged` those of them by which others are judged (enough validation clips, no
    digits), `digits` the spoken digits.
    """

    categories: tuple[str, ...]
    labels: tuple[str, ...]
    judged: tuple[str, ...]
    digits: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """A network ready to run in float32, the names of its scores, and the SHA-256 of the file."""

    network: Network
    names: Names
    sha256: str


def save_weights(path: Path, network: Network, names: Names) -> None:
    """Write the file; the same content gives the same bytes."""
    tensors = {name: value.half().contiguous() for name, value in network.state_dict().items() if _kept(name)}
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file(tensors, path, {"names": json.dumps(asdict(names), separators=(",", ":"))})


def load_weights(path: Path = SHIPPED) -> Weights:
    """Read the file; raises `ModelError` where it is missing, damaged, a pickle, or of another network."""
    refuse_pickle(path)
    try:
        names, tensors = _read(path)
        network = Network(len(names.categories), len(names.labels))
        network.load_state_dict(tensors, strict=False)
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        missing = {name for name in network.state_dict() if _kept(name)} ^ tensors.keys()
    except (OSError, SafetensorError, KeyError, TypeError, ValueError, RuntimeError) as error:
        raise ModelError(f"{path} can't be used as the judge ({error}): {_REMEDY}") from error
    if missing:
        raise ModelError(f"{path} isn't a judge of this version ({', '.join(sorted(missing)[:3])} differ): {_REMEDY}")
    return Weights(network.eval(), names, sha256)


_REMEDY = "install Warmtone again, or make it anew with `warmtone train judge`."


def _kept(name: str) -> bool:
    # Counts of batches serve training only, and float16 could not hold them.
    return not name.endswith("num_batches_tracked")


def _read(path: Path) -> tuple[Names, dict[str, torch.Tensor]]:
    with safe_open(path, "pt") as file:
        header = json.loads(file.metadata()["names"])
        names = Names(**{field: tuple(value) for field, value in header.items()})
        tensors = {name: file.get_tensor(name).to(torch.float32) for name in file.keys()}  # noqa: SIM118
    return names, tensors
