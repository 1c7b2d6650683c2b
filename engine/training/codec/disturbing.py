"""What happens to latents and frames in training, so that the decoder can be played and a generator can learn.

Noise on the latents; spans of channels that are silent, which makes the latents easier to generate; small offsets on
the frames that jump, as knobs do; and jumps from one sound to another between two frames. The pitch is left as it is:
where it is changed another sound is meant.
"""

import math

import torch
from torch import Tensor, nn

from engine.models.codec.encoder import Posterior
from engine.models.codec.framing import HOP, LAG, LEARNED, NOISES, PHASES, frames_between, offset_frames

_LATENT_NOISE = 0.1
_MASKED, _WIDEST_SPAN = 0.1, 16
_OFFSET, _OFFSET_SIZE = 0.2, 0.1
_JUMPING = 0.1
_FADE = 3 * HOP
"""Samples over which windows that overlap fade one frame's sound into the next one's."""


def drawn_latents(posterior: Posterior, generator: torch.Generator) -> Tensor:
    """Latents (batch, latents, SIZE) of a posterior, with more noise or with a span of silent channels."""
    mean, pitch = torch.split(posterior.mean, [LEARNED, 1], dim=2)
    batch, device = len(mean), mean.device
    own, more = torch.randn(2, *mean.shape, generator=generator, device=device)
    strength, chance, start, width = torch.rand(4, batch, 1, 1, generator=generator, device=device)
    latents: Tensor = mean + own * torch.exp(posterior.log_variance / 2) + more * strength * _LATENT_NOISE
    first = start * LEARNED
    channel = torch.arange(LEARNED, device=device)
    inside = (channel >= first) & (channel < first + 1 + width * _WIDEST_SPAN) & (chance < _MASKED)
    return torch.cat((latents.masked_fill(inside, 0.0), pitch), 2)


def disturbed_frames(latents: Tensor, true: Tensor, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """The frames of latents (batch, n, SIZE) and what they should sound like; `true` is (batch, LATENT_HOP * n)."""
    batch, count, _ = latents.shape
    held = torch.cat((latents, latents[:, -1:], latents[:, -1:]), dim=1)
    noise = torch.randn(batch, PHASES * (count + 1), NOISES, generator=generator, device=latents.device)
    frames = frames_between(held, noise)[:, : count * PHASES + LAG // HOP]
    return _jumped(offset_frames(frames, _offsets(frames, generator)), true, generator)


def _offsets(frames: Tensor, generator: torch.Generator) -> Tensor:
    """Offsets (batch, n, SIZE) that are held, then jump: nothing for most sounds, and never for the pitch."""
    batch, count, _ = frames.shape
    chance, when = torch.rand(2, batch, 1, 1, generator=generator, device=frames.device)
    before, after = torch.randn(2, batch, 1, LEARNED, generator=generator, device=frames.device)
    at = torch.arange(count, device=frames.device)[:, None]
    offsets = torch.where(at < when * count, before, after) * _OFFSET_SIZE * (chance < _OFFSET)
    return nn.functional.pad(offsets, (0, 1))


def _jumped(frames: Tensor, true: Tensor, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Some of the sounds go on, from a random frame, as their neighbour in the batch."""
    batch, count, _ = frames.shape
    chance, when = torch.rand(2, batch, 1, generator=generator, device=frames.device)
    first = torch.where(chance < _JUMPING, (when * count).floor(), count + 4.0)
    other = torch.arange(count, device=frames.device) >= first
    frames = torch.where(other[..., None], frames.roll(1, 0), frames)
    at = torch.arange(true.shape[1], device=true.device)
    share = ((at - first * HOP + LAG) / _FADE).clamp(0, 1)
    share = 0.5 - 0.5 * torch.cos(math.pi * share)
    return frames, torch.lerp(true, true.roll(1, 0), share)
