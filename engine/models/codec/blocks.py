"""A whole sound from its latents, block by block: the first ones are short, so that it can be heard early.

The decoder's state goes from block to block, so that they are to the bit what the whole is.
"""

from collections.abc import Iterator

import torch
from torch import Tensor

from engine.models.codec.framing import HOP, LAG, PHASES, frames_of_all
from engine.models.codec.streaming import StreamingDecoder

FIRST_LATENTS = 4
"""Of the first block: 0.19 s. Each one after it has twice as many, up to 3 s."""
_MOST_LATENTS = 64


def sound_blocks(decoder: StreamingDecoder, latents: Tensor, generator: torch.Generator) -> Iterator[Tensor]:
    """Blocks of samples (batch, whole latents * LATENT_HOP), in time, of latents (batch, n, SIZE); the last is held.

    A stream comes LAG samples late: the first block is made of so many frames more, and is without its first samples.
    """
    frames = frames_of_all(latents, generator)
    state, late, count = decoder.silence(len(frames)), LAG, FIRST_LATENTS
    begin, end = 0, count * PHASES + LAG // HOP
    while begin < frames.shape[1]:
        samples, state = decoder.step(frames[:, begin:end], state)
        yield samples[:, late:]
        late, count = 0, min(2 * count, _MOST_LATENTS)
        begin, end = end, end + count * PHASES
