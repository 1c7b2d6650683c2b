"""The loss of a rectified flow (Liu et al., 2022) on latents, with times of a logit-normal (Esser et al., 2024).

At time t the network sees `(1 - t) clean + t noise` and predicts `noise - clean`. For a part of a batch some columns
are known, and the network is told them beside a mask, as the family tells it. Of some sounds the pitch, a latent's last
number, is seen as it is at every time, as a sampler shows it that holds a note (`engine/diffusion/holding.py`).
"""

from collections.abc import Sequence

import torch
from torch import Tensor

from engine.training.ember.batches import Batch
from engine.training.ember.items import Item
from engine.training.ember.network import FlowNetwork, Told

_SILENT_WEIGHT = 0.1
"""What a column after the end of a sound counts: silence is soon learned, and there is much of it."""
_PITCH_OF_A_NOTE, _PITCH_OF_OTHERS = 0.5, 0.15
"""How often the pitch is seen: of a known note, and of other sounds, most of which have none or a gliding one."""
_INSIDE, _END = 0.5, 0.3
"""How many of the masks are a span inside, and how many the end; the others are the beginning."""
_KEPT_WEIGHT = 0.1
"""What a known column counts. More than nothing, since samplers go on with what is predicted there too: where it were
never learned, they would leave the path on which all the other columns were seen."""


def drawn_times(count: int, generator: torch.Generator) -> Tensor:
    """Times (count,), 0..1: logit-normal, most of them in the middle."""
    times: Tensor = torch.randn(count, generator=generator, device=generator.device).sigmoid()
    return times


def drawn_masks(count: int, columns: int, generator: torch.Generator) -> Tensor:
    """Masks (count, 1, columns), True where latents are made anew: a span inside, the end, or the beginning.

    At least one column is made anew, and at least one is known where there are two.
    """
    kind, size, place = torch.rand(3, count, 1, 1, generator=generator, device=generator.device)
    wide = (1 + (size * (columns - 1)).floor()).clamp(max=max(columns - 1, 1))
    inside = torch.minimum((place * (columns - wide + 1)).floor(), columns - wide)
    outside = torch.where(kind < _INSIDE + _END, columns - wide, torch.zeros_like(wide))
    first = torch.where(kind < _INSIDE, inside, outside)
    at = torch.arange(columns, device=generator.device)
    masks: Tensor = (at >= first) & (at < first + wide)
    return masks


def drawn_pitched(items: Sequence[Item], generator: torch.Generator) -> Tensor:
    """Of which items (batch,) the pitch is seen."""
    often = [_PITCH_OF_OTHERS if item.note is None else _PITCH_OF_A_NOTE for item in items]
    drawn = torch.rand(len(items), generator=generator, device=generator.device)
    return drawn < torch.tensor(often, device=generator.device)


def local_of(clean: Tensor, mask: Tensor) -> Tensor:
    """What a network is told of a mask: 1 where latents are kept, and the latents there (batch, 1 + SIZE, columns)."""
    kept = (~mask).float()
    return torch.cat((kept, clean * kept), 1)


def flow_loss(
    network: FlowNetwork, batch: Batch, told: Told, mask: Tensor | None, pitched: Tensor, time: Tensor, noise: Tensor
) -> Tensor:
    """The mean loss of a batch at times (batch,) and with noise like its latents; every sound counts alike.

    What is seen as it is, the pitch where `pitched` (batch,), is nothing to predict.
    """
    clean, share = batch.clean, time[:, None, None]
    numbers = torch.ones_like(clean[:, :, :1])
    numbers[pitched, -1] = 0
    seen = torch.where(numbers > 0, share, 0.0)
    noisy = (1 - seen) * clean + seen * noise
    local = None if mask is None else local_of(clean, mask)
    missed = ((network(noisy, time, told, local) - (noise - clean)).square() * numbers).mean(1)
    weights = torch.where(batch.sounding, 1.0, _SILENT_WEIGHT)
    if mask is not None:
        weights = weights * torch.where(mask[:, 0], 1.0, _KEPT_WEIGHT)
    loss: Tensor = ((missed * weights).sum(1) / weights.sum(1)).mean()
    return loss
