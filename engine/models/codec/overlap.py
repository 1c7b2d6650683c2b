"""The inverse STFT as a stream: windowed frames of WINDOW samples, added HOP apart, in float32."""

from functools import cache
from typing import Any

import torch
from torch import Tensor

from engine.models.codec.framing import BINS, HOP, WINDOW

TAIL = WINDOW - HOP
"""Samples of the frames so far that reach beyond the next one's start."""

_OVERLAPPING = 1.5
"""The sum of squared Hann windows that lie a quarter apart."""
_SAME, _NEXT, _SECOND = (share / _OVERLAPPING for share in (3 / 8, -1 / 4, 1 / 16))
"""What a squared Hann window makes of a bin: of itself, and of those one and two bins away."""


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


def heard_again(arrays: Any, spectra: Any) -> Any:
    """The spectra of frames (batch, BINS) after both windows, as of frames that sounded; by numpy or torch.

    Both together are a squared Hann window, of five terms in frequency: half of the time of going there and back.
    """
    mirrored = arrays.conj(spectra[:, [2, 1, -2, -3]])
    around = arrays.concatenate((mirrored[:, :2], spectra, mirrored[:, 2:]), 1)
    # A sound has no phase in its first and last bin.
    around.imag[:, 2 :: BINS - 1] = 0
    heard = around[:, 2:-2] * _SAME
    heard += (around[:, 1:-3] + around[:, 3:-1]) * _NEXT
    heard += (around[:, :-4] + around[:, 4:]) * _SECOND
    return heard


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
