"""The precision in which many numbers at once are multiplied fastest: bfloat16, where the machine is made for it.

A CPU that knows nothing of it takes fifty times as long for it as for float32. One that has instructions for it but no
AMX takes 1.2 to 1.5 times as long, measured on Ember's transformer and codec, learning and making sound.
"""

import torch


def fast_dtype(device: str = "cpu") -> torch.dtype:
    """bfloat16 on a GPU, and on a CPU that multiplies it faster than float32; else float32."""
    return torch.bfloat16 if device != "cpu" or torch.cpu._is_amx_tile_supported() else torch.float32


def fast_multiplying(device: str = "cpu", cache: bool = True) -> torch.autocast:
    """A context in which wide layers are multiplied in that precision.

    Without `cache` weights are rounded at each use: what is kept is one for all threads, so that gradients would
    depend on which of them empties it when.
    """
    enabled = fast_dtype(device) is torch.bfloat16
    return torch.autocast(device, torch.bfloat16, enabled=enabled, cache_enabled=cache)
