"""The VAE's file: one safetensors with the network and the word table, written by training and read by the loader.

The network and the posteriors (means and log-variances of the training clips, no audio) are stored as float16; the
clips' words stand in the header as JSON. The file's hash names all of it.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from engine.errors import ModelError
from engine.models.vae.network import SIZE, STEPS, Network, Posterior
from engine.no_pickle import refuse_pickle

_MEAN, _LOG_VARIANCE = "posteriors.mean", "posteriors.log_variance"


@dataclass(frozen=True, slots=True)
class Described:
    """What the table tells of one training clip: all of its words, and its category's."""

    words: str
    category: str


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """A network ready to run in float32, the clips with a posterior for each (clips, STEPS, SIZE), the file's hash."""

    network: Network
    posteriors: Posterior
    clips: tuple[Described, ...]
    sha256: str


def save_weights(path: Path, network: Network, posteriors: Posterior, clips: Sequence[Described]) -> None:
    """Write the file; the same content gives the same bytes."""
    tensors = {name: value.half().contiguous() for name, value in network.state_dict().items()}
    tensors |= {_MEAN: posteriors.mean.half(), _LOG_VARIANCE: posteriors.log_variance.half()}
    save_file(tensors, path, {"clips": json.dumps([asdict(clip) for clip in clips], separators=(",", ":"))})


def load_weights(path: Path) -> Weights:
    """Read the file; raises `ModelError` where it is missing, damaged, a pickle, or of another network."""
    refuse_pickle(path)
    try:
        tensors, clips = _read(path)
        posteriors = Posterior(tensors.pop(_MEAN), tensors.pop(_LOG_VARIANCE))
        network = Network()
        network.load_state_dict(tensors)
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    except (OSError, SafetensorError, KeyError, TypeError, ValueError, RuntimeError) as error:
        raise ModelError(
            f"{path} can't be used as the VAE's weights ({error}): install Warmtone again, "
            "or make it anew with `warmtone train vae`."
        ) from error
    if posteriors.mean.shape != (len(clips), STEPS, SIZE) or posteriors.mean.shape != posteriors.log_variance.shape:
        raise ModelError(f"{path} holds {len(clips)} clips but not a posterior for each: make it anew.")
    return Weights(network.eval(), posteriors, clips, sha256)


def _read(path: Path) -> tuple[dict[str, Tensor], tuple[Described, ...]]:
    with safe_open(path, "pt") as file:
        tensors = {name: file.get_tensor(name).to(torch.float32) for name in file.keys()}  # noqa: SIM118
        clips = tuple(Described(**clip) for clip in json.loads(file.metadata()["clips"]))
    return tensors, clips
