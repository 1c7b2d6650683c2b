"""A network's weights in 8 bits: of each large matrix a whole number from -127 to 127 for every weight, and a step for
every row; all else in half precision. A row's weights are off by half of its step at most.

The file is safetensors: `name` is int8 where `name:steps`, float32 (rows,), lies beside it, and floats elsewhere.
Nothing of a network is made before the shapes of the file are known to be its own.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor

from engine.errors import ModelError

EIGHT_BITS = "eight_bits.safetensors"
"""The file in a part's folder, in the place of diffusers' own."""

_MOST = 127
_LARGE = 1 << 14
"""Matrices with more weights than this are large. What is smaller saves little, and passes on all that is heard."""
_FINE = "timestep"
"""In the names of weights that a network hears the time with."""
_FLOATS = ("F16", "BF16", "F32")
_STEPS = ":steps"


def packed(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Weights by their names as they lie in the file."""
    tensors: dict[str, Tensor] = {}
    for name, weight in weights.items():
        if weight.ndim < 2 or weight.numel() <= _LARGE or _FINE in name:
            tensors[name] = weight.half().contiguous()
            continue
        rows = weight.float().flatten(1)
        # A row of zeros has no step of its own.
        steps = rows.abs().amax(1).div(_MOST).clamp_min(torch.finfo(torch.float32).tiny)
        tensors[name] = (rows / steps[:, None]).round().clamp(-_MOST, _MOST).to(torch.int8).view(weight.shape)
        tensors[name + _STEPS] = steps
    return tensors


def unpacked(network: Any, file: Path, dtype: torch.dtype) -> Any:
    """A network on torch's meta device, which holds no weights, with those of a file.

    Raises `ModelError` unless their names and shapes are all the network's own, and their numbers finite.
    """
    try:
        with safe_open(file, "pt") as content:
            wanted = network.state_dict()
            _check(file, content, wanted)
            weights = {name: _weight(content, name).to(dtype) for name in wanted}
    except (OSError, SafetensorError) as error:
        raise ModelError(f"{file} can't be read as safetensors ({error}): get the whole model anew.") from error
    broken = [name for name, weight in weights.items() if not weight.isfinite().all()]
    if broken:
        raise ModelError(f"{file} holds numbers that are not finite ({broken[0]}): get the whole model anew.")
    network.load_state_dict(weights, assign=True)
    counted = [name for name, values in network.named_buffers() if values.is_meta]
    if counted:
        raise ModelError(f"{type(network).__name__} counts out its {counted[0]}: it isn't read from 8 bits.")
    return network


def _check(file: Path, content: Any, wanted: Mapping[str, Tensor]) -> None:
    """Looks at the file's table alone; raises `ModelError` for what the network has not, lacks, or has otherwise."""
    found = {name: content.get_slice(name) for name in content.keys()}  # noqa: SIM118 (it can't be iterated over)
    table = {name: (each.get_dtype(), tuple(each.get_shape())) for name, each in found.items()}
    steps = {name + _STEPS for name, (dtype, _) in table.items() if dtype == "I8"}
    misfits = table.keys() ^ (wanted.keys() | steps)
    misfits |= {name for name, weight in wanted.items() if name in table and not _fits(table, name, weight)}
    if misfits:
        raise ModelError(
            f"{file} lacks {len(misfits)} of the network's weights, or has others, or in another shape "
            f"({', '.join(sorted(misfits)[:2])}): get the whole model anew."
        )


def _fits(table: Mapping[str, tuple[str, tuple[int, ...]]], name: str, weight: Tensor) -> bool:
    dtype, shape = table[name]
    if shape != tuple(weight.shape):
        return False
    return dtype in _FLOATS if dtype != "I8" else table.get(name + _STEPS) == ("F32", shape[:1])


def _weight(content: Any, name: str) -> Tensor:
    weight: Tensor = content.get_tensor(name)
    if weight.dtype != torch.int8:
        return weight
    steps: Tensor = content.get_tensor(name + _STEPS)
    return weight.float() * steps.view(-1, *(1,) * (weight.ndim - 1))
