"""The ear's network: ConvNeXt blocks (Liu et al., 2022) over time and bands, then one point on a sphere for a sound."""

from collections.abc import Sequence

import torch
from diffusers.configuration_utils import ConfigMixin, register_to_config
from diffusers.models.modeling_utils import ModelMixin
from torch import Tensor, nn
from torch.nn.functional import max_pool1d, normalize, pad

from engine.models.ear.hearing import BANDS, HEARD_PER_SECOND

EMBEDDING = 128
"""Numbers that stand for a sound, or for words."""

_VIEWS = 2
_STRIDES = ((4, 4), (2, 2), (1, 1))
"""Over times and bands."""
_TIMES_AT_ONCE, _LOWEST_BANDS = 8, BANDS // 8
_WIDER = 3
_LONGEST_OCTAVES = 3.0


class Block(nn.Module):
    """A depthwise convolution over times and bands, then each place for itself: (batch, width, times, bands)."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.around = nn.Conv2d(width, width, (7, 5), padding=(3, 2), groups=width)
        self.norm = nn.LayerNorm(width)
        self.alone = nn.Sequential(
            nn.Linear(width, _WIDER * width), nn.GELU(), nn.Linear(_WIDER * width, width, bias=False)
        )
        self.scale = nn.Parameter(torch.full((width,), 0.2))

    def forward(self, x: Tensor, there: Tensor) -> Tensor:
        """`there` (batch, 1, times, 1) is 1 where there is sound and 0 behind its end."""
        # Learning in bfloat16 on a CPU, this convolution would take four times as long as in float32.
        with torch.autocast(x.device.type, enabled=False):
            y = self.around((x * there).to(self.around.weight.dtype))
        y = self.alone(self.norm(y.permute(0, 2, 3, 1))) * self.scale
        changed: Tensor = x + y.permute(0, 3, 1, 2)
        return changed


class Stage(nn.Module):
    """Fewer times and bands than before, of another width, and blocks that change them."""

    def __init__(self, before: int, width: int, stride: tuple[int, int], blocks: int) -> None:
        super().__init__()
        self.stride = stride
        self.fewer = nn.Conv2d(before, width, stride, stride)
        self.blocks = nn.ModuleList(Block(width) for _ in range(blocks))

    def forward(self, x: Tensor, there: Tensor) -> tuple[Tensor, Tensor]:
        """Of x (batch, before, times, bands), and of where sound is (batch, 1, times, 1)."""
        x, there = self.fewer(x * there), _any(there, self.stride[0])
        for block in self.blocks:
            x = block(x, there)
        return x, there


class Ear(ModelMixin, ConfigMixin):  # type: ignore[misc]
    """Spectrograms of any length to points of unit length. What stands beside or behind a sound doesn't move it."""

    @register_to_config  # type: ignore[untyped-decorator]
    def __init__(
        self,
        widths: Sequence[int] = (48, 96, 128),
        blocks: Sequence[int] = (2, 3, 3),
        dropout: float = 0.1,
        embedding: int = EMBEDDING,
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.stages = nn.ModuleList(
            Stage(before, width, stride, count)
            for before, width, stride, count in zip((_VIEWS, *widths[:-1]), widths, _STRIDES, blocks, strict=True)
        )
        pooled = 2 * _LOWEST_BANDS * widths[-1]
        self.norm = nn.LayerNorm(pooled)
        self.thinned = nn.Dropout(dropout)
        self.last = nn.Linear(pooled + 1, embedding)

    def forward(self, spectrograms: Tensor, mask: Tensor | None = None) -> Tensor:
        """Points (batch, embedding) of `hearing.heard`'s spectrograms (batch, times, BANDS), one after another.

        `mask` (batch, times) is true where a sound is and false behind its end; without it all are of one length. Each
        sound needs one time at least.
        """
        mask = torch.ones_like(spectrograms[..., 0], dtype=torch.bool) if mask is None else mask
        more = -spectrograms.shape[1] % _TIMES_AT_ONCE
        there = pad(mask, (0, more))[:, None, :, None].to(spectrograms.dtype)
        x = _views(pad(spectrograms, (0, 0, 0, more))).contiguous(memory_format=torch.channels_last)
        for stage in self.stages:
            x, there = stage(x, there)
        kept = self.thinned(self.norm(_pooled(x, there)))
        return normalize(self.last(torch.cat((kept, _length(mask, kept)), 1)).float(), dim=1)


def _views(spectrograms: Tensor) -> Tensor:
    """Two of each (batch, 2, times, bands): the levels, and how high each band is, which convolutions don't know."""
    heights = torch.linspace(-1, 1, BANDS, device=spectrograms.device, dtype=spectrograms.dtype)
    return torch.stack((spectrograms * 2 - 1, heights.expand_as(spectrograms)), 1)


def _any(there: Tensor, stride: int) -> Tensor:
    """Which of fewer times have sound (batch, 1, times / stride, 1): those in which any had."""
    return max_pool1d(there[:, 0, :, 0], stride)[:, None, :, None] if stride > 1 else there


def _pooled(x: Tensor, there: Tensor) -> Tensor:
    """Mean and maximum over the times with sound: (batch, 2 * width * bands). Bands stay apart."""
    mean = (x * there).sum(dim=2) / there.sum(dim=2)
    highest = x.masked_fill(there == 0, -torch.inf).amax(dim=2)
    return torch.cat((mean, highest), 1).flatten(1)


def _length(mask: Tensor, like: Tensor) -> Tensor:
    """How long each sound is (batch, 1): its octaves over a second, -1..1 at an eighth and from eight seconds on."""
    octaves = (mask.sum(dim=1, keepdim=True) / HEARD_PER_SECOND).log2()
    return (octaves / _LONGEST_OCTAVES).clamp(-2, 1).to(like.dtype)
