"""Clips that share a transform's hop, coded together: frame by frame, all that last as long at once.

First a frame's levels, as differences from the frame before; then the quantised coefficients of those bands that are
told, whose contexts are the band's exactness and the coefficients around in the frame before; signs lie apart.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.training.codec.pack.bands import (
    CLASSES,
    Floats,
    Levels,
    classes,
    levels,
    loudness,
    of_bins,
    steps,
    widths,
)
from engine.training.codec.pack.entropy import SYMBOLS, Coded, Decoder, coded

_LARGEST = SYMBOLS - 1
_MIDDLE = 7
"""The symbol of a level that didn't change; those that changed by more than that are told in full."""
_AROUND = np.repeat(np.arange(6, dtype=np.uint8), (1, 1, 1, 2, 4, 4 * 64))
"""The class of the coefficients around in the frame before, by their weighted sum."""
_ROUNDED_UP_FROM = 0.6
"""What a coefficient must have of the next step to count as that one: less than that is mostly noise."""
_NOISE_SHARE = 0.5
"""What share of its band's power the untold coefficients must have to be made up by noise."""

Whole = npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Coded clips of one hop, in the order of falling length; `blocks` is each one's number of frames."""

    hop: int
    coarseness: float
    blocks: npt.NDArray[np.int32]
    levels: Coded
    full_levels: Levels
    sizes: Coded
    large: npt.NDArray[np.uint16]
    signs: npt.NDArray[np.uint8]

    @property
    def size(self) -> int:
        """Bytes that grow with the clips."""
        arrays = (self.blocks, self.full_levels, self.large, self.signs)
        return self.levels.size + self.sizes.size + sum(array.nbytes for array in arrays)


def coded_group(coefficients: Sequence[Floats], hop: int, coarseness: float) -> Group:
    """Code the coefficients (blocks, hop) of clips that are given longest first."""
    level_batches, size_batches, full, large, signs = [], [], [], [], []
    before, around = _nothing(len(coefficients), hop)
    for frame in _frames(coefficients):
        level = levels(frame)
        told, batch = _level_symbols(level, before[: len(frame)])
        level_batches.append(batch)
        full.append(told)
        whole = _quantised(frame, level, coarseness)
        batch = _size_symbols(np.abs(whole), level, around[: len(frame)], coarseness)
        size_batches.append(batch)
        size = np.abs(whole[whole != 0])
        large.append((size[size >= _LARGEST] - _LARGEST).astype(np.uint16))
        signs.append(whole[whole != 0] < 0)
        before, around = level, np.abs(whole)
    return Group(
        hop=hop,
        coarseness=coarseness,
        blocks=np.array([len(clip) for clip in coefficients], np.int32),
        levels=coded(level_batches, 2 * len(widths(hop))),
        full_levels=np.concatenate(full),
        sizes=coded(size_batches, CLASSES * 6),
        large=np.concatenate(large),
        signs=np.packbits(np.concatenate(signs)),
    )


def decoded_group(group: Group, random: np.random.Generator) -> list[Floats]:
    """The coefficients (blocks, hop) of each clip; what was too quiet to be told is noise."""
    clips = [np.zeros((blocks, group.hop), np.float32) for blocks in group.blocks]
    level_source, size_source = Decoder(group.levels), Decoder(group.sizes)
    full, large = iter(group.full_levels), _Taken(group.large)
    signs = _Taken(np.unpackbits(group.signs))
    before, around = _nothing(len(clips), group.hop)
    for number in range(int(group.blocks[0])):
        lasting = int(np.searchsorted(-group.blocks, -number))
        level = _levels_of(level_source, full, before[:lasting])
        size = _sizes_of(size_source, level, around[:lasting], group.coarseness, large)
        frame = _made(size, signs, level, group.coarseness, random)
        for clip, values in zip(clips, frame, strict=False):
            clip[number] = values
        before, around = level, size
    return clips


def _nothing(clips: int, hop: int) -> tuple[Levels, Whole]:
    return np.zeros((clips, len(widths(hop))), np.uint8), np.zeros((clips, hop), np.int16)


def _frames(coefficients: Sequence[Floats]) -> Iterator[Floats]:
    """For each number of a frame the frames (clips, hop) of all clips that have it."""
    blocks = np.array([len(clip) for clip in coefficients])
    for number in range(int(blocks[0])):
        lasting = int(np.searchsorted(-blocks, -number))
        yield np.stack([clip[number] for clip in coefficients[:lasting]])


def _quantised(frame: Floats, level: Levels, coarseness: float) -> Whole:
    hop = frame.shape[1]
    exact = frame / of_bins(steps(level, coarseness), hop)
    whole = np.sign(exact) * np.floor(np.abs(exact) + (1 - _ROUNDED_UP_FROM))
    told = of_bins(classes(level, coarseness) > 0, hop)
    return np.asarray(np.clip(whole, -30_000, 30_000) * told, np.int16)


def _level_contexts(before: Levels) -> npt.NDArray[np.uint8]:
    return np.asarray(2 * np.arange(before.shape[1]) + (before == 0), np.uint8)


def _level_symbols(level: Levels, before: Levels) -> tuple[Levels, tuple[Levels, Levels]]:
    """The levels that are told in full, and symbols with contexts."""
    change = level.astype(np.int16) - before + _MIDDLE
    known = (change >= 0) & (change < _LARGEST)
    symbols = np.where(known, change, _LARGEST).astype(np.uint8)
    return level[~known], (symbols.ravel(), _level_contexts(before).ravel())


def _levels_of(source: Decoder, full: Iterator[np.uint8], before: Levels) -> Levels:
    symbols = source.symbols(_level_contexts(before).ravel()).reshape(before.shape)
    level = (before.astype(np.int16) + symbols - _MIDDLE).astype(np.uint8)
    told = symbols == _LARGEST
    level[told] = [next(full) for _ in range(int(told.sum()))]
    return level


def _size_contexts(level: Levels, around: Whole, coarseness: float) -> tuple[npt.NDArray[np.bool_], Levels]:
    """Which coefficients (clips, hop) are told, and the contexts of those."""
    kind = of_bins(classes(level, coarseness), around.shape[1])
    near = np.minimum(around, 64)
    weighted = 2 * near
    weighted[:, 1:] += near[:, :-1]
    weighted[:, :-1] += near[:, 1:]
    told = kind > 0
    return told, (kind[told] * np.uint8(6) + _AROUND[weighted[told]]).astype(np.uint8)


def _size_symbols(size: Whole, level: Levels, around: Whole, coarseness: float) -> tuple[Levels, Levels]:
    told, contexts = _size_contexts(level, around, coarseness)
    return np.minimum(size[told], _LARGEST).astype(np.uint8), contexts


def _sizes_of(source: Decoder, level: Levels, around: Whole, coarseness: float, large: "_Taken") -> Whole:
    told, contexts = _size_contexts(level, around, coarseness)
    sizes = source.symbols(contexts).astype(np.int16)
    beyond = sizes == _LARGEST
    sizes[beyond] += large.next(int(beyond.sum())).astype(np.int16)
    whole = np.zeros(around.shape, np.int16)
    whole[told] = sizes
    return whole


def _made(size: Whole, signs: "_Taken", level: Levels, coarseness: float, random: np.random.Generator) -> Floats:
    """The coefficients (clips, hop) of a frame."""
    hop = size.shape[1]
    negative = signs.next(int(np.count_nonzero(size)))
    values = size.astype(np.float32)
    values[size != 0] *= 1 - 2 * negative.astype(np.float32)
    values *= of_bins(steps(level, coarseness), hop)
    return np.where(size == 0, _noise(values, size, level, coarseness, random), values).astype(np.float32)


def _noise(values: Floats, size: Whole, level: Levels, coarseness: float, random: np.random.Generator) -> Floats:
    """Noise (clips, hop) as loud as what the told coefficients leave of a band's power, where that is most of it."""
    hop = size.shape[1]
    width = np.asarray(widths(hop))
    firsts = np.cumsum(width) - width
    whole = np.square(loudness(level)) * width
    left = whole - np.add.reduceat(np.square(values), firsts, axis=1)
    untold = np.add.reduceat((size == 0).astype(np.float32), firsts, axis=1)
    left = np.where(left > _NOISE_SHARE * whole, left, 0)
    # No louder than what would have been told.
    loud = np.minimum(np.sqrt(left / np.maximum(untold, 1)), _ROUNDED_UP_FROM * steps(level, coarseness))
    return np.asarray(of_bins(loud, hop) * random.choice(np.array([-1, 1], np.float32), size.shape), np.float32)


class _Taken:
    """An array that is taken from its beginning on, so many values at a time."""

    def __init__(self, values: npt.NDArray[np.unsignedinteger]) -> None:
        self._values, self._at = values, 0

    def next(self, count: int) -> npt.NDArray[np.unsignedinteger]:
        self._at += count
        return self._values[self._at - count : self._at]
