"""The gauge: a small network that reads five descriptors of a sound off its latents, so that sampling can be led by it.

Its numbers are shares from 0 to 1, in the order of `Descriptors`: how many of the sounds that a generator learned from
have less of it. It also knows how latents of sounds vary: what moves them otherwise changes what it reads, and not what
is heard.
"""

from collections.abc import Sequence

import torch
from diffusers.configuration_utils import ConfigMixin, register_to_config
from diffusers.models.modeling_utils import ModelMixin
from torch import Tensor, nn

from engine.descriptors.scale import Scale
from engine.models.codec.framing import SIZE
from engine.models.words.controls import DESCRIPTORS

GAUGE = "gauge"
"""Its folder among a model's parts."""

_NEAR = 3
"""Columns that a layer hears at once."""
_LEAST_SUM = 0.05
_SPREAD_COLUMNS = 8.0
"""How far along columns a move is spread: the deviation of a bell, 370 ms."""


class Gauge(ModelMixin, ConfigMixin):  # type: ignore[misc]  # diffusers is not typed
    """Three convolutions over columns, what they find weighed over time in several ways, and five numbers of that.

    `quantiles` are those of the scale by which it was fitted. How long a sound is and how fast it begins are sums of
    columns, counted beside the loudest one; how bright it is are means over the loud ones. Raises `ModelError` for
    quantiles that are none.
    """

    @register_to_config  # type: ignore[untyped-decorator]
    def __init__(
        self, quantiles: Sequence[Sequence[float]], size: int = SIZE, width: int = 96, views: int = 16
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.scale = Scale(tuple(tuple(row) for row in quantiles))
        self.first = nn.Conv1d(size, width, _NEAR, padding=_NEAR // 2)
        self.second = nn.Conv1d(width, width, _NEAR, padding=_NEAR // 2)
        self.highest = nn.Linear(width, width)
        self.third = nn.Conv1d(width, width, _NEAR, padding=_NEAR // 2)
        self.weight = nn.Conv1d(width, views, 1)
        self.value = nn.Conv1d(width, views, 1)
        self.counted = nn.Conv1d(width, views, 1)
        self.told = nn.Sequential(nn.Linear(2 * views, width), nn.GELU(), nn.Linear(width, len(DESCRIPTORS)))
        self.covariance: Tensor
        self.register_buffer("covariance", torch.eye(size))

    def forward(self, latents: Tensor) -> Tensor:
        """Shares (batch, 5) of normalised latents (batch, SIZE, columns), silence after a sound included."""
        found = nn.functional.gelu(self.first(latents))
        found = found + nn.functional.gelu(self.second(found))
        beside = self.highest(found.amax(2))[:, :, None]
        found = found + nn.functional.gelu(self.third(found + beside))
        means = (self.weight(found).softmax(2) * self.value(found)).sum(2)
        sums = torch.log(self.counted(found).sigmoid().sum(2) + _LEAST_SUM)
        shares: Tensor = self.told(torch.cat((means, sums), 1))
        return shares

    def spread(self, slopes: Tensor) -> Tensor:
        """The ways in which latents of sounds vary most along slopes (..., SIZE, columns), smoothly over columns."""
        together = self.covariance.to(slopes.dtype) @ slopes
        flat = together.flatten(0, -2)[:, None]
        bell = _bell().to(slopes)
        padded = nn.functional.pad(flat, (len(bell) // 2,) * 2, mode="replicate")
        return nn.functional.conv1d(padded, bell[None, None]).view(together.shape)


def _bell() -> Tensor:
    """A kernel over columns whose sum is 1."""
    reach = round(3 * _SPREAD_COLUMNS)
    weights = torch.exp(-0.5 * (torch.arange(-reach, reach + 1) / _SPREAD_COLUMNS).square())
    return weights / weights.sum()
