"""A HiFi-GAN vocoder (Kong et al. 2020) in blocks that equal the whole: only convolutions, so its reach is known."""

import math
from collections.abc import Iterator
from typing import Any

from torch import Tensor

from engine.families.windows import windows

_OWN_STEPS = 128
# The convolutions before the first and after the last stage span 7.
_OUTER_REACH = 3


def vocoded(vocoder: Any, levels: Tensor) -> Iterator[Tensor]:
    """Blocks of sound (1, frames) of levels (1, steps, bands), a hop's frames for every step."""
    hop_frames = math.prod(vocoder.config.upsample_rates)
    for part in windows(levels.shape[1], _OWN_STEPS, context_steps(vocoder.config)):
        yield vocoder(levels[:, part.begin : part.end])[:, part.kept_frames(hop_frames)]


def context_steps(config: Any) -> int:
    """Steps of the mel spectrogram on each side that decide over the sound of one; 25 for AudioLDM's vocoder."""
    residual = max(
        sum((kernel - 1) // 2 * (dilation + 1) for dilation in dilations)
        for kernel, dilations in zip(config.resblock_kernel_sizes, config.resblock_dilation_sizes, strict=True)
    )
    reach, rate = float(_OUTER_REACH), 1
    for kernel, stride in zip(config.upsample_kernel_sizes, config.upsample_rates, strict=True):
        padding = (kernel - stride) // 2
        reach += max(padding, kernel - 1 - padding) / stride / rate
        rate *= stride
        reach += residual / rate
    return math.ceil(reach + _OUTER_REACH / rate) + 1
