"""The precision in which many numbers at once are multiplied fastest: bfloat16, where the machine is made for it.

What a CPU says of itself doesn't tell: one without instructions for it takes fifty times as long as for float32; of two
that have them and no AMX, one took 1.4 times as long on Ember's transformer and the other 0.65 times. So it is tried.
"""

import time
from functools import cache

import torch

_ROWS, _NARROW, _WIDE = 128, 384, 1536
_TRIES = 5
_GAIN = 1.25
"""What is not multiplied is as fast in either, so less would be lost again."""


def fast_dtype(device: str = "cpu") -> torch.dtype:
    """bfloat16 on a GPU, and on a CPU that multiplies it faster than float32; else float32."""
    return torch.bfloat16 if device != "cpu" or multiplies_bfloat16_faster() else torch.float32


def fast_multiplying(device: str = "cpu", cache: bool = True) -> torch.autocast:
    """A context in which wide layers are multiplied in that precision.

    Without `cache` weights are rounded at each use: what is kept is one for all threads, so that gradients would
    depend on which of them empties it when.
    """
    enabled = fast_dtype(device) is torch.bfloat16
    return torch.autocast(device, torch.bfloat16, enabled=enabled, cache_enabled=cache)


@cache
def multiplies_bfloat16_faster() -> bool:
    """Whether this CPU does, found out once in a process by a layer as wide as Ember's: some milliseconds."""
    tries = [(_seconds(torch.float32), _seconds(torch.bfloat16)) for _ in range(_TRIES)]
    exact = min(float32 for float32, _ in tries)
    rounded = min(bfloat16 for _, bfloat16 in tries)
    return exact > _GAIN * rounded


@torch.inference_mode()
def _seconds(dtype: torch.dtype) -> float:
    """Seconds for the layer in a precision, its input rounded from float32 as `fast_multiplying` does."""
    rows, weight = torch.ones(_ROWS, _NARROW), torch.ones(_WIDE, _NARROW, dtype=dtype)
    began_at = time.perf_counter()
    torch.nn.functional.linear(rows.to(dtype), weight)
    return time.perf_counter() - began_at
