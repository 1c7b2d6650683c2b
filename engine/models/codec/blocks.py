"""A whole sound from its latents, block by block: the first ones are short, so that it can be heard early.

The decoder's state goes from block to block, so that they are to the bit what the whole is. Where another core is free,
what the heads say of a block is found on a thread of this module's own, while the one before it is made to sound.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import zip_longest

import torch
from torch import Tensor

from engine.models.codec.decoder import Heard
from engine.models.codec.framing import HOP, LAG, PHASES, frames_of_pieces
from engine.models.codec.sounding import sounded
from engine.models.codec.streaming import Past, StreamingDecoder, StreamState
from engine.threads import another_core

FIRST_LATENTS = 4
"""Of the first block: 0.19 s. Each one after it has twice as many, up to 0.74 s."""
_MOST_LATENTS = 16
"""With more, a thread that is ahead waits for the longer block that it began."""

_Found = Callable[[], tuple[Heard, Past]]
_Begin = Callable[[Tensor, Past], _Found]
"""Begins to find what the heads say of frames, and gives what waits for it."""


def sound_blocks(
    decoder: StreamingDecoder, pieces: Iterable[Tensor], latents: int, generator: torch.Generator
) -> Iterator[Tensor]:
    """Blocks of samples (batch, frames), in time, of latents that come in pieces (batch, n, SIZE), so many in all.

    What a piece decides over is made before the next is asked for; blocks are whole latents, but at the end of a piece
    that another follows. The last latent is held. A stream comes LAG samples late: the first block is made of so many
    frames more, and is without its first samples.
    """
    state, late, lengths = None, LAG, _lengths()
    with ExitStack() as stack:
        begin = _ahead(decoder, stack) if another_core() else _at_once(decoder)
        for frames in frames_of_pieces(pieces, latents, generator):
            state = state or decoder.silence(len(frames))
            for part, heard, past in _each_heard(list(_parts(frames, lengths)), state.past, begin):
                samples, sounding = sounded(heard, part, state.sounding)
                state = StreamState(past, sounding)
                yield samples[:, late:]
                late = 0


def _each_heard(parts: Sequence[Tensor], past: Past, begin: _Begin) -> Iterator[tuple[Tensor, Heard, Past]]:
    """Each part of a stream, what is said of it and remembered after it; the next one is begun before it is given."""
    coming = begin(parts[0], past) if parts else None
    for part, following in zip_longest(parts, parts[1:]):
        assert coming is not None, "a part was begun"
        heard, past = coming()
        coming = None if following is None else begin(following, past)
        yield part, heard, past


def _ahead(decoder: StreamingDecoder, stack: ExitStack) -> _Begin:
    helper = stack.enter_context(ThreadPoolExecutor(1))
    return lambda part, past: helper.submit(decoder.heard, part, past).result


def _at_once(decoder: StreamingDecoder) -> _Begin:
    """What is begun is found when it is waited for."""
    return lambda part, past: lambda: decoder.heard(part, past)


def _parts(frames: Tensor, lengths: Iterator[int]) -> Iterator[Tensor]:
    begin = 0
    while begin < frames.shape[1]:
        end = begin + next(lengths)
        yield frames[:, begin:end]
        begin = end


def _lengths() -> Iterator[int]:
    """Frames of each block, the first one's with those by which the stream is late."""
    yield FIRST_LATENTS * PHASES + LAG // HOP
    count = FIRST_LATENTS
    while True:
        count = min(2 * count, _MOST_LATENTS)
        yield count * PHASES
