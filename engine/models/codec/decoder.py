"""From frames to what sounds: causal ConvNeXt blocks (Liu et al., 2022) and three heads.

A polar one, as in Vocos (Siuzdak, 2023), says spectra; one says how loud each partial of the frames' pitch is; and one
says an envelope within the frame.

This is the form that is trained; `streaming.py` runs the same weights frame by frame.
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from engine.models.codec.envelope import POINTS
from engine.models.codec.framing import BINS, FRAME, NOISES, PHASES, SIZE
from engine.models.codec.harmonics import HARMONICS

WIDTH = 256
KERNEL = 7
DILATIONS = (1, 2, 4, 8, 1, 2, 4, 1)
"""Of the blocks, first to last; together they hear 139 frames, 0.8 s."""
HEAD = 512
LOUDEST = 7.0
"""The largest logarithm of a magnitude: a full sine has 5.5."""

_WIDER = 3
_FIRST_SCALE = 0.2
_FIRST_LEVEL = -6.0


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """What the heads say: complex spectra (batch, n, BINS), logarithms of the partials' magnitudes (batch, n,
    HARMONICS) and of the envelope (batch, n, POINTS); float32."""

    spectra: Tensor
    levels: Tensor
    points: Tensor


class CausalBlock(nn.Module):
    """A depthwise convolution over this frame and earlier ones, then each frame for itself; (batch, frames, WIDTH)."""

    def __init__(self, dilation: int) -> None:
        super().__init__()
        self.reach = (KERNEL - 1) * dilation
        self.depthwise = nn.Conv1d(WIDTH, WIDTH, KERNEL, groups=WIDTH, dilation=dilation)
        self.norm = nn.LayerNorm(WIDTH)
        self.widen = nn.Linear(WIDTH, _WIDER * WIDTH)
        self.narrow = nn.Linear(_WIDER * WIDTH, WIDTH)
        self.scale = nn.Parameter(torch.full((WIDTH,), _FIRST_SCALE))

    def forward(self, x: Tensor) -> Tensor:
        y = self.depthwise(nn.functional.pad(x.transpose(1, 2), (self.reach, 0))).transpose(1, 2)
        y = self.narrow(nn.functional.gelu(self.widen(self.norm(y)), approximate="tanh"))
        changed: Tensor = x + self.scale * y
        return changed


class Decoder(nn.Module):
    """Frames (batch, frames, FRAME) to what the heads say of them."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Linear(FRAME, WIDTH)
        self.blocks = nn.ModuleList(CausalBlock(dilation) for dilation in DILATIONS)
        self.norm = nn.LayerNorm(WIDTH)
        self.widen = nn.Linear(WIDTH + NOISES, HEAD)
        self.heads = nn.Linear(HEAD, 2 * BINS + HARMONICS + POINTS)
        with torch.no_grad():
            self.heads.weight[2 * BINS :] *= 0.1
            self.heads.bias[2 * BINS : 2 * BINS + HARMONICS] = _FIRST_LEVEL
            self.heads.bias[2 * BINS + HARMONICS :] = 0

    def forward(self, frames: Tensor) -> Heard:
        x = self.first(frames)
        for block in self.blocks:
            x = block(x)
        heard = torch.cat((self.norm(x), frames[..., SIZE + PHASES :].to(x.dtype)), dim=2)
        hidden = nn.functional.gelu(self.widen(heard), approximate="tanh")
        # Angles of several turns want more digits than bfloat16 has.
        with torch.autocast(frames.device.type, enabled=False):
            return said(self.heads(hidden.float()), frames[..., SIZE : SIZE + PHASES].float())


def said(heads: Tensor, phase: Tensor) -> Heard:
    """The heads' outputs (batch, n, 2 * BINS + HARMONICS + POINTS) as what they mean, at phases (batch, n, PHASES)."""
    polar, levels, points = torch.split(heads, [2 * BINS, HARMONICS, POINTS], dim=2)
    return Heard(spectra(polar, phase), levels.clamp(max=LOUDEST), points)


def spectra(polar: Tensor, phase: Tensor) -> Tensor:
    """Log-magnitudes and angles (..., 2 * BINS) to complex spectra (..., BINS).

    Angles are what a bin deviates from a tone in its middle; that tone turns by a quarter a frame times its number.
    """
    magnitude, angle = polar[..., :BINS], polar[..., BINS:]
    turn = _turns(phase.device)[phase.argmax(-1)]
    return torch.polar(magnitude.clamp(max=LOUDEST).exp(), angle + turn)


def _turns(device: torch.device) -> Tensor:
    """The angle (PHASES, BINS), 0..3/2 pi, of each bin's middle tone at each phase."""
    quarters = torch.arange(PHASES, device=device)[:, None] * torch.arange(BINS, device=device) % 4
    return quarters * (math.pi / 2)
