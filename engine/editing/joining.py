"""Windows of one sound, joined as they are made: where two overlap, one gives way to the other at one level."""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, pairwise

import numpy as np

from engine.audio import Samples
from engine.editing.crossfade import fade
from engine.editing.regions import Region


def joined(windows: Sequence[Region], blocks_of: Callable[[int, Region], Iterator[Samples]]) -> Iterator[Samples]:
    """Blocks of the whole sound, from those (frames, channels) of each window; made one after the other.

    `blocks_of` is called with a window's number and the window. What lies in one window alone passes as it is.
    """
    overlaps = [before.end_frame - after.start_frame for before, after in pairwise(windows)]
    leaving: Samples | None = None
    for index, window in enumerate(windows):
        blocks, alone = blocks_of(index, window), window.frames
        if leaving is not None:
            coming, blocks = _first(blocks, len(leaving))
            falling, rising = fade(leaving, coming)
            yield leaving * falling + coming * rising
            alone -= len(leaving)
        if index < len(overlaps):
            alone -= overlaps[index]
        held: list[Samples] = []
        yield from _first_of(blocks, alone, held)
        leaving = np.concatenate(held)


def _first(blocks: Iterator[Samples], frames: int) -> tuple[Samples, Iterator[Samples]]:
    """The first frames of all blocks in one, and what comes after them."""
    taken: list[Samples] = []
    missing = frames
    while missing > 0:
        taken.append(next(blocks))
        missing -= len(taken[-1])
    whole = np.concatenate(taken)
    return whole[:frames], chain([whole[frames:]], blocks)


def _first_of(blocks: Iterator[Samples], frames: int, held: list[Samples]) -> Iterator[Samples]:
    """The first frames of all blocks, as they come; what is after them is held."""
    for block in blocks:
        passing = block[:frames]
        if len(passing):
            yield passing
        held.append(block[len(passing) :])
        frames -= len(passing)
