"""A transformer that hears its time in float32, whatever its other weights are.

bfloat16 has no number between 0.996 and 1, where the schedule of Stable Audio Open has a seventh of its steps; and its
time turns a circle of sines, whose frequencies must not be rounded either.
"""

from typing import Any

import torch
from safetensors import safe_open

from engine.families.folder import Folder

_PARTS = ("time_proj", "timestep_proj")


def with_exact_time(folder: Folder, transformer: Any) -> Any:
    """The same transformer, the weights of its time read again from their file; what it makes of them is rounded."""
    dtype, exact = transformer.dtype, _weights(folder)
    for part in _PARTS:
        network = getattr(transformer, part).float()
        network.load_state_dict({name.removeprefix(f"{part}."): exact[name] for name in exact if _is_in(name, part)})
    transformer.timestep_proj.register_forward_hook(lambda _network, _inputs, heard: heard.to(dtype))
    return transformer


def _weights(folder: Folder) -> dict[str, torch.Tensor]:
    found: dict[str, torch.Tensor] = {}
    for file in sorted((folder.path / "transformer").glob("*.safetensors")):
        with safe_open(file, "pt") as content:
            found |= {
                name: content.get_tensor(name)
                for name in content.keys()  # noqa: SIM118 (it can't be iterated over)
                if any(_is_in(name, part) for part in _PARTS)
            }
    return found


def _is_in(name: str, part: str) -> bool:
    return name.startswith(f"{part}.")
