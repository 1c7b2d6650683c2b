"""Where a sound stands inside the model's clip of fixed length."""

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from engine.models.vae.network import CLIP

LEAD = 128
"""Samples of silence before the sound, so that an attack at its very start stands inside a window."""


def framed(samples: npt.NDArray[np.float32], lead: int = LEAD) -> Tensor:
    """Samples (frames,) behind `lead` samples of silence, cut or filled up to a clip: float32 (CLIP,)."""
    clip = torch.zeros(CLIP)
    count = min(len(samples), CLIP - lead)
    clip[lead : lead + count] = torch.from_numpy(samples[:count])
    return clip
