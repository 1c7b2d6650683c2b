"""Where a new run begins: at weights that ship, instead of at drawn ones."""

from pathlib import Path

import torch
from torch import nn

from engine.errors import ModelError, WarmtoneError
from engine.families.parts import quiet, whole_network
from engine.training.files import understood


def begin_with(part: Path, *networks: nn.Module) -> None:
    """Give networks of one class the weights in a part of a folder in diffusers' layout.

    Raises `ModelError` where there are none, or they are of another shape.
    """
    weights = _read(part, type(networks[0])).state_dict()
    understood(part, lambda: [network.load_state_dict(weights) for network in networks])


def _read(part: Path, kind: type[nn.Module]) -> nn.Module:
    try:
        with quiet():
            return whole_network(kind, part, torch.float32)
    except WarmtoneError:
        raise
    # Whatever a damaged file makes of the library.
    except Exception as error:
        raise ModelError(f"{part} holds no weights to begin with ({type(error).__name__}): name what ships.") from error
