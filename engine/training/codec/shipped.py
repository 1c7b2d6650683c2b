"""The weights that ship, read with torch alone: where a run goes on whose own weights were too large to carry."""

import json
from pathlib import Path

import torch

from engine.errors import ModelError

SHIPPED = Path(__file__).parents[2] / "weights" / "ember" / "codec" / "diffusion_pytorch_model.safetensors"


def read_shipped(path: Path = SHIPPED) -> dict[str, torch.Tensor]:
    """The tensors of a safetensors file of float16 values: a header of JSON behind its length, then the values."""
    try:
        content = bytearray(path.read_bytes())
        begin = 8 + int.from_bytes(content[:8], "little")
        header = json.loads(content[8:begin])
        header.pop("__metadata__", None)
        return {name: _tensor(content, begin, **entry) for name, entry in header.items()}
    except (OSError, KeyError, TypeError, ValueError, RuntimeError) as error:
        raise ModelError(f"{path} can't be used as weights ({error}): carry weights.part beside rest.part.") from error


def _tensor(content: bytearray, begin: int, dtype: str, shape: list[int], data_offsets: list[int]) -> torch.Tensor:
    if dtype != "F16":
        raise ValueError(f"values of {dtype}, not F16")
    first, last = data_offsets
    return torch.frombuffer(content[begin + first : begin + last], dtype=torch.float16).reshape(shape)
