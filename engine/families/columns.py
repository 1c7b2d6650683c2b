"""From frames of sound to columns of a latent, and back to exactly the frames that were asked for."""

from collections.abc import Iterable, Iterator

import numpy as np
import torch
from torch import Tensor

from engine.audio import Samples, exactly
from engine.errors import RangeError
from engine.families.family import FamilyCard


def columns_of(frames: int, card: FamilyCard) -> int:
    """The fewest columns that hold that many frames, at least one."""
    return max(1, -(-frames // card.frames_per_column))


def window_of(frames: int, card: FamilyCard) -> int:
    """The columns that the network hears of a sound of that many frames, what is silent after it included."""
    return max(card.window_columns, columns_of(frames, card))


def filled_up(samples: Samples, card: FamilyCard) -> Tensor:
    """A sound as a tensor (1, channels, frames), with silence up to a whole column.

    Raises `RangeError` for samples that are not float32 of (frames, channels), or no frames at all.
    """
    if samples.dtype != np.float32 or samples.ndim != 2 or samples.shape[1] != card.channels or not len(samples):
        raise RangeError(
            f"{card.family} takes float32 samples of shape (frames, {card.channels}) at {card.rate_hz} Hz, at least "
            f"one frame; {samples.dtype} of shape {samples.shape} came: convert the sound first."
        )
    whole = exactly(samples, columns_of(len(samples), card) * card.frames_per_column)
    return torch.from_numpy(np.ascontiguousarray(whole.T))[None].to(card.device)


def first_frames(blocks: Iterable[Samples], frames: int) -> Iterator[Samples]:
    """The first frames of all blocks joined; blocks after them are not computed."""
    left = frames
    for block in blocks:
        yield block[:left]
        left -= len(block[:left])
        if not left:
            return


def without_first(blocks: Iterable[Samples], frames: int) -> Iterator[Samples]:
    """All blocks joined but for the first frames."""
    skipped = frames
    for block in blocks:
        rest, skipped = block[skipped:], max(0, skipped - len(block))
        if len(rest):
            yield rest


def silence_after(blocks: Iterable[Samples], frames: int) -> Iterator[Samples]:
    """All blocks, and after them silence up to so many frames in all, in blocks no longer than the longest of them."""
    left, longest, channels = frames, 1, 1
    for block in blocks:
        yield block
        left, longest, channels = left - len(block), max(longest, len(block)), block.shape[1]
    while left > 0:
        yield np.zeros((min(longest, left), channels), np.float32)
        left -= longest
