"""Phases by arithmetic: each frame goes on where what already sounds leads, so that tones stay tones.

After real-time iterative spectrogram inversion (Beauregard, Zhu and Wyse, 2005): the phases of a frame are those of the
spectrum of what the frames before it left for its time, and once more of that spectrum with the frame itself added. A
guide is added to that spectrum: partials, whose phases are known, and fresh noise for what is beside them. Without
noise a hiss would repeat itself, and a difference grow from frame to frame: one of 1e-6 becomes a tenth or more within
2 s with a share of 0.1, and no more than a thousandth with 0.25. But noise spreads a tone over its neighbours, so bins
that stand out go without it as long as there is something that they can go on from. That streams are equal to the bit
is another matter: nothing is rounded in two ways (`rows.py`, `rounding.py`).
"""

from typing import Any

import numpy as np
import torch
from torch import Tensor

from engine.models.codec.framing import HOP, WINDOW
from engine.models.codec.magnitudes import magnitudes
from engine.models.codec.overlap import analysis_window, heard_again

_ROUNDS = 1
"""How often the spectrum is looked at again with the frame itself in it."""
_NOTHING = 1e-9
_FRESH = 0.25
"""The share of noise in what is no partial and does not stand out."""
_LEAST = 0.005
"""The share of noise everywhere: it leads a tone that begins."""
_LEVEL, _PEAK = 1.8, 2.6
"""How many times a bin or one beside it exceeds the mean of those around it, in noise and in a tone."""
_AROUND = 7


@torch.no_grad()
def phases(sizes: Tensor, partials: Tensor, noise: Tensor, synthesis: Tensor, tail: Tensor) -> tuple[Tensor, Tensor]:
    """Complex numbers (batch, n, BINS) of length 1, and the sound (batch, n * HOP + TAIL) of magnitudes with them.

    For magnitudes, complex spectra of the partials in them, and noise of length 1, as many.

    `synthesis` is the window (WINDOW,) that frames are multiplied by before they are added, `tail` (batch, TAIL) what
    they are added to. Nothing is learned here, so no gradient passes.
    """
    hann = analysis_window(sizes.device)
    beside = (sizes - magnitudes(partials)).clamp_min(0)
    leading = partials + (fresh_share(sizes) * beside + _LEAST * sizes) * noise
    sounding = torch.nn.functional.pad(tail, (0, sizes.shape[1] * HOP))
    tensors = (sizes.detach(), leading.detach(), hann, synthesis, sounding)
    if sizes.device.type == "cpu":
        # For arrays as small as these numpy takes half of torch's time.
        return torch.from_numpy(np.stack(led_phases(np, *(tensor.numpy() for tensor in tensors)), 1)), sounding
    return torch.stack(led_phases(torch, *tensors), 1), sounding


def led_phases(arrays: Any, sizes: Any, leading: Any, hann: Any, synthesis: Any, sounding: Any) -> list[Any]:
    """The phases of each frame, whose sound is added to `sounding`; by numpy of arrays, or torch of tensors."""
    found = []
    for number in range(sizes.shape[1]):
        size, here = sizes[:, number], sounding[:, number * HOP : number * HOP + WINDOW]
        led = arrays.fft.rfft(here * hann)
        led += leading[:, number]
        turned = led / magnitudes(led)
        for _ in range(_ROUNDS):
            turned = heard_again(arrays, size * turned)
            turned += led
            turned /= magnitudes(turned)
        found.append(turned)
        here += arrays.fft.irfft(size * turned) * synthesis
    return found


@torch.no_grad()
def fresh_share(sizes: Tensor) -> Tensor:
    """How much of each magnitude (batch, n, BINS) is noise in the guide: nothing for tones."""
    nearest = torch.nn.functional.max_pool1d(sizes, 3, 1, 1)
    padded = torch.nn.functional.pad(sizes, (_AROUND // 2, _AROUND // 2), mode="replicate")
    # A fifth of the time of pooling.
    around = sum(padded[..., begin : begin + sizes.shape[-1]] for begin in range(_AROUND)) / _AROUND
    standing_out = nearest / (around + _NOTHING)
    share: Tensor = _FRESH * ((_PEAK - standing_out) / (_PEAK - _LEVEL)).clamp(0, 1)
    return share
