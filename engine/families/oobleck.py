"""Oobleck, the autoencoder of Stable Audio Open (Evans et al. 2024): only convolutions, so its reach is known.

A long sound is decoded in blocks that equal the whole, and of a short one in a long silence only its own part is
encoded: far enough from it, silence is the same in every column.
"""

import math
from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor

from engine.families.windows import windows

_OWN_COLUMNS = 64
# Residual units with kernels of 7, spread by 1, 3 and 9, follow each other in every stage.
_RESIDUAL_REACH = 3 * (1 + 3 + 9)
# The first and the last convolution span 7.
_OUTER_REACH = 3


def encoded(vae: Any, sound: Tensor, columns: int) -> Tensor:
    """The mean latent (1, channels, columns) of a sound (1, channels, frames) of whole columns, silence after it."""
    hop, reach = math.prod(vae.config.downsampling_ratios), context_columns(vae.config)
    own = sound.shape[2] // hop
    heard = min(columns, own + 2 * reach)
    with_silence = torch.nn.functional.pad(sound, (0, (heard - own) * hop))
    latents: Tensor = vae.encode(with_silence).latent_dist.mode().float()
    if heard == columns:
        return latents
    # Past the last columns lies nothing, and not silence: these hear that.
    inner = latents[:, :, : own + reach]
    return torch.cat((inner, inner[:, :, -1:].expand(-1, -1, columns - inner.shape[2])), 2)


def decoded(vae: Any, latents: Tensor) -> Iterator[Tensor]:
    """Blocks of sound (channels, frames) of one latent (1, channels, columns)."""
    hop = math.prod(vae.config.downsampling_ratios)
    for part in windows(latents.shape[2], _OWN_COLUMNS, context_columns(vae.config)):
        yield vae.decode(latents[:, :, part.begin : part.end]).sample[0][:, part.kept_frames(hop)]


def context_columns(config: Any) -> int:
    """Columns on each side that decide over the sound of one, 11 for the released one; the encoder hears no further."""
    reach, rate = float(_OUTER_REACH), 1
    for stride in reversed(config.downsampling_ratios):
        padding = math.ceil(stride / 2)
        reach += max(padding, 2 * stride - 1 - padding) / stride / rate
        rate *= stride
        reach += _RESIDUAL_REACH / rate
    return math.ceil(reach + _OUTER_REACH / rate)
