"""Time in the codec: how samples, frames and latents lie beside each other.

Latent j stands at sample 2048 j and at frame 8 j. Between two latents lie eight frames, interpolated; each arrives with
the latent that is nearest to it, its phase, 0..7, inside the latent, and noise of its own. Frame t sounds from sample
256 t - LAG on, for WINDOW samples.
"""

from collections.abc import Iterable, Iterator

import torch
from torch import Tensor

RATE_HZ = 44_100
HOP = 256
"""Samples from frame to frame: 5.8 ms."""
WINDOW = 1024
"""Samples that a frame sounds."""
BINS = WINDOW // 2 + 1
PHASES = 8
"""Frames from latent to latent."""
LATENT_HOP = HOP * PHASES
"""Samples from latent to latent: 46 ms, 21.53 latents a second."""
SIZE = 64
"""Numbers in a latent."""
LEARNED = SIZE - 1
"""Of them, those that the encoder learns to say; the last one is the pitch (`pitch.py`)."""
NOISES = 16
"""Numbers of noise that come with each frame: without them a held latent of a noise would repeat every 46 ms."""
FRAME = 2 * SIZE + PHASES + NOISES
"""Numbers in a frame: interpolated latents, the latent nearest to it, its phase as one of eight, its noise."""
BETWEEN = slice(0, SIZE)
NEAREST = slice(SIZE, 2 * SIZE)
PHASE = slice(2 * SIZE, 2 * SIZE + PHASES)
NOISE = slice(2 * SIZE + PHASES, FRAME)
"""Where each of these lies in a frame."""
LAG = 512
"""Samples by which a stream comes later than the sound that was encoded."""


def frames_between(latents: Tensor, noise: Tensor) -> Tensor:
    """The frames from each latent up to the next: latents (batch, n + 1, SIZE), noise (batch, 8 n, NOISES).

    Result (batch, 8 n, FRAME).
    """
    share = torch.arange(PHASES, device=latents.device, dtype=latents.dtype)[:, None] / PHASES
    between = torch.lerp(latents[:, :-1, None], latents[:, 1:, None], share).flatten(1, 2)
    halves = torch.stack((latents[:, :-1], latents[:, 1:]), 2)
    nearest = halves.repeat_interleave(PHASES // 2, 2).flatten(1, 2)
    phase = torch.eye(PHASES, device=latents.device, dtype=latents.dtype).repeat(latents.shape[1] - 1, 1)
    return torch.cat((between, nearest, phase.expand(len(latents), -1, -1), noise), dim=2)


def offset_frames(frames: Tensor, offsets: Tensor) -> Tensor:
    """Frames (batch, n, FRAME) with offsets, as of knobs, (batch or 1, n, SIZE), on both of their latents."""
    moved = frames[..., : 2 * SIZE] + torch.cat((offsets, offsets), 2)
    return torch.cat((moved, frames[..., 2 * SIZE :]), 2)


def frames_of_all(latents: Tensor, generator: torch.Generator) -> Tensor:
    """The frames (batch, 8 n + LAG / HOP, FRAME) of a whole sound, latents (batch, n, SIZE), the last one held."""
    (frames,) = frames_of_pieces((latents,), latents.shape[1], generator)
    return frames


def frames_of_pieces(pieces: Iterable[Tensor], latents: int, generator: torch.Generator) -> Iterator[Tensor]:
    """The same of latents that come in pieces (batch, n, SIZE), so many in all; each piece up to its last latent.

    A piece is asked for when the frames of the one before it were taken.
    """
    line, left = None, latents
    for piece in pieces:
        left -= piece.shape[1]
        line = piece if line is None else torch.cat((line[:, -1:], piece), 1)
        held = line if left else torch.cat((line, line[:, -1:], line[:, -1:]), 1)
        count = (held.shape[1] - 1) * PHASES
        noise = torch.randn(len(held), count, NOISES, generator=generator, device=held.device)
        frames = frames_between(held, noise)
        yield frames if left else frames[:, : count - PHASES + LAG // HOP]
