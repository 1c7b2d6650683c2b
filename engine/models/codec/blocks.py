"""A whole sound from its latents, block by block: the first ones are short, so that it can be heard early.

The decoder's state goes from block to block, so that they are to the bit what the whole is.
"""

from collections.abc import Iterable, Iterator

import torch
from torch import Tensor

from engine.models.codec.framing import HOP, LAG, PHASES, frames_of_pieces
from engine.models.codec.streaming import StreamingDecoder

FIRST_LATENTS = 4
"""Of the first block: 0.19 s. Each one after it has twice as many, up to 3 s."""
_MOST_LATENTS = 64


def sound_blocks(
    decoder: StreamingDecoder, pieces: Iterable[Tensor], latents: int, generator: torch.Generator
) -> Iterator[Tensor]:
    """Blocks of samples (batch, frames), in time, of latents that come in pieces (batch, n, SIZE), so many in all.

    What a piece decides over is made before the next is asked for; blocks are whole latents, but at the end of a piece
    that another follows. The last latent is held. A stream comes LAG samples late: the first block is made of so many
    frames more, and is without its first samples.
    """
    state, late, count = None, LAG, FIRST_LATENTS
    for frames in frames_of_pieces(pieces, latents, generator):
        begin, state = 0, state or decoder.silence(len(frames))
        while begin < frames.shape[1]:
            end = begin + count * PHASES + late // HOP
            samples, state = decoder.step(frames[:, begin:end], state)
            yield samples[:, late:]
            begin, late, count = end, 0, min(2 * count, _MOST_LATENTS)
