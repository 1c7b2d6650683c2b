"""Decoding Stable Audio 3's SAME (arXiv 2605.17991) piece by piece, so that a long sound is heard early."""

import math
from collections.abc import Iterable, Iterator
from typing import Any

import torch
from torch import Tensor

from engine.families.windows import windows

_OWN_COLUMNS = 16


def context_columns(vae: Any) -> int | None:
    """Columns on each side that decide over what a column decodes to; None where the autoencoder does not tell.

    Each layer of SAME (arXiv 2605.17991) sees `sliding_window` segments to both sides, at the rate of its stage.
    """
    config = vae.config
    if not hasattr(config, "encoder_transformer_depths"):
        return None
    reach, rate = 0.0, 1
    for depth, stride in zip(
        reversed(config.encoder_transformer_depths), reversed(config.encoder_strides), strict=True
    ):
        reach += depth * config.sliding_window / rate
        rate *= stride
    return math.ceil(reach)


def decoded(vae: Any, pieces: Iterable[Tensor], columns: int) -> Iterator[Tensor]:
    """Blocks of sound (1, channels, frames), each decoded with the columns around it that decide over it."""
    context, coming = context_columns(vae), iter(pieces)
    parts = windows(columns, columns, 0) if context is None else windows(columns, _OWN_COLUMNS, context)
    latents = next(coming)
    for part in parts:
        while latents.shape[2] < part.end:
            latents = torch.cat((latents, next(coming)), 2)
        yield vae.decode(latents[:, :, part.begin : part.end]).sample[:, :, part.kept_frames(vae.downsampling_ratio)]
