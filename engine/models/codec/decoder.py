"""From frames to what sounds: a linear map to levels in bands, causal ConvNeXt blocks (Liu et al., 2022), three heads.

One head says magnitudes, as what they deviate from the linear map's; one says how loud each partial of the frames'
pitch is; and one says an envelope within the frame. Phases are nobody's business here (`phases.py`).

This is the form that is trained; `streaming.py` runs the same weights frame by frame.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from engine.models.codec.bands import BANDS, bin_levels
from engine.models.codec.envelope import POINTS
from engine.models.codec.framing import BINS, FRAME, LEARNED, NEAREST, NOISE, NOISES, PHASE, PHASES
from engine.models.codec.harmonics import HARMONICS

WIDTH = 256
KERNEL = 7
DILATIONS = (1, 2, 4, 8, 1, 2, 4, 1)
"""Of the blocks, first to last; together they hear 139 frames, 0.8 s."""
HEAD = 512
LOUDEST = 1.5
"""The largest logarithm of a magnitude, relative to a full sine: 13 dB."""

_WIDER = 3
_FIRST_SCALE = 0.2
_FIRST_LEVEL = -6.0
_LOUDEST_PARTIAL = 7.0


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """What the heads say: logarithms of magnitudes beside partials (batch, n, BINS), relative to a full sine; of the
    partials' magnitudes (batch, n, HARMONICS); and of the envelope (batch, n, POINTS). All float32."""

    sizes: Tensor
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
        self.linear = nn.Linear(PHASES * LEARNED, BANDS).requires_grad_(False)
        self.first = nn.Linear(FRAME + BANDS, WIDTH)
        self.blocks = nn.ModuleList(CausalBlock(dilation) for dilation in DILATIONS)
        self.norm = nn.LayerNorm(WIDTH)
        self.widen = nn.Linear(WIDTH + NOISES, HEAD)
        self.heads = nn.Linear(HEAD, BINS + HARMONICS + POINTS)
        with torch.no_grad():
            self.heads.weight *= 0.1
            self.heads.bias[:] = 0
            self.heads.bias[BINS : BINS + HARMONICS] = _FIRST_LEVEL

    def forward(self, frames: Tensor) -> Heard:
        # Levels are read to thousandths, for which bfloat16 has too few digits.
        with torch.autocast(frames.device.type, enabled=False):
            levels = self.linear(unfolded(frames.float()))
        x = self.first(torch.cat((frames, levels), 2))
        for block in self.blocks:
            x = block(x)
        heard = torch.cat((self.norm(x), frames[..., NOISE].to(x.dtype)), dim=2)
        hidden = nn.functional.gelu(self.widen(heard), approximate="tanh")
        with torch.autocast(frames.device.type, enabled=False):
            return said(self.heads(hidden.float()), levels)


def unfolded(frames: Tensor) -> Tensor:
    """The latent nearest to each frame, so that a linear map has a matrix for each phase: (batch, n, PHASES * LEARNED).

    It stands at the place of the frame's phase; elsewhere are zeros.
    """
    latent = frames[..., NEAREST][..., :LEARNED]
    return (frames[..., PHASE, None] * latent[..., None, :]).flatten(2)


def said(heads: Tensor, levels: Tensor) -> Heard:
    """The heads' outputs (batch, n, BINS + HARMONICS + POINTS) as what they mean, beside the linear map's levels."""
    sizes, partials, points = torch.split(heads, [BINS, HARMONICS, POINTS], dim=2)
    return Heard((bin_levels(levels) + sizes).clamp(max=LOUDEST), partials.clamp(max=_LOUDEST_PARTIAL), points)
