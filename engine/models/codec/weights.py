"""The codec's file: one safetensors with both halves in float16, written from a run and read by the loader."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor

from engine.errors import ModelError
from engine.models.codec.network import Network
from engine.no_pickle import refuse_pickle


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """A network ready to run in float32, and the hash of its file."""

    network: Network
    sha256: str


def save_weights(path: Path, tensors: dict[str, Tensor], trained: str) -> None:
    """Write a network's tensors; `trained` says in one sentence how. The same content gives the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    halved = {name: values.half().contiguous() for name, values in tensors.items()}
    save_file(halved, path, {"trained": trained})


def load_weights(path: Path) -> Weights:
    """Read the file; raises `ModelError` where it is missing, damaged, a pickle, or of another network."""
    refuse_pickle(path)
    try:
        tensors = {name: values.float() for name, values in load_file(path).items()}
        # Built without values: drawing first ones would take longer than reading the file.
        with torch.device("meta"):
            network = Network()
        network.load_state_dict(tensors, assign=True)
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    except (OSError, SafetensorError, KeyError, ValueError, RuntimeError) as error:
        raise ModelError(
            f"{path} can't be used as the codec's weights ({error}): install Warmtone again, "
            "or make it anew with `warmtone train codec`."
        ) from error
    return Weights(network.eval().requires_grad_(False), sha256)
