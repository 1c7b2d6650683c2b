"""The inverse STFT as a stream: windowed frames of WINDOW samples, added HOP apart, in float32."""

from functools import cache

import torch
from torch import Tensor

from engine.models.codec.framing import HOP, WINDOW

TAIL = WINDOW - HOP
"""Samples of the frames so far that reach beyond the next one's start."""

_OVERLAPPING = 1.5
"""The sum of squared Hann windows that lie a quarter apart."""


@cache
@torch.inference_mode(False)
def analysis_window(device: torch.device) -> Tensor:
    """The window (WINDOW,) that a frame is heard through."""
    return torch.hann_window(WINDOW, device=device)


@cache
@torch.inference_mode(False)
def synthesis_window(device: torch.device) -> Tensor:
    """The window (WINDOW,) of a frame: with spectra of Hann-windowed sound the frames add up to that sound."""
    return torch.hann_window(WINDOW, device=device) / _OVERLAPPING


def added(spectra: Tensor, window: Tensor, tail: Tensor) -> tuple[Tensor, Tensor]:
    """Spectra (batch, n, BINS) after a tail (batch, TAIL) as samples (batch, n * HOP), and the next tail."""
    frames = torch.fft.irfft(spectra, n=WINDOW) * window
    batch, count, _ = frames.shape
    quarters = frames.view(batch, count, WINDOW // HOP, HOP)
    sound = torch.cat((tail, tail.new_zeros(batch, count * HOP)), dim=1).view(batch, count + 3, HOP)
    for late in range(WINDOW // HOP):
        sound[:, late : late + count] += quarters[:, :, late]
    sound = sound.view(batch, -1)
    return sound[:, : count * HOP], sound[:, count * HOP :].clone()
