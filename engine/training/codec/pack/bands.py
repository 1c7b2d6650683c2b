"""How loud bands of coefficients are, and how finely each is worth to be told.

Levels are in steps of 3 dB; 0 is silence, 120 dB below full scale or lower. A band's step grows with the power 0.65 of
its loudness, so that loud bands are told more exactly and quiet ones, too coarse to be told, become noise.
"""

import functools
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from engine.models.codec.framing import RATE_HZ

HOPS = (256, 512, 1024, 2048)
"""Lengths of a transform's hop, of which each clip uses one."""
FULL_SCALE = 32_768.0
"""What a sample of 1.0 is before its transform."""
CLASSES = 12
"""Classes of a band's exactness; coefficients of class 0 are not told."""

_EDGES_HZ = (0, 150, 300, 450, 600, 800, 1000, 1250, 1500, 1800, 2150, 2550, 3000, 3600, 4300, 5200, 6300, 7600, 9200,
             11200, 13500, 16000, 19000, RATE_HZ // 2)  # fmt: skip
_SILENCE = -10
"""The logarithm (base 2) of the power of a coefficient at level 0."""
_TOLD = 0.35
"""The power of its loudness by which a band is told more exactly."""

Floats = npt.NDArray[np.float32]
Levels = npt.NDArray[np.uint8]
Kind = TypeVar("Kind", bound=np.generic)


@functools.cache
def widths(hop: int) -> tuple[int, ...]:
    """Coefficients of each band, at least two; all together `hop`."""
    edges = [0]
    for hertz in _EDGES_HZ[1:]:
        edge = round(hertz / (RATE_HZ / 2) * hop)
        if edge >= edges[-1] + 2:
            edges.append(edge)
    edges[-1] = hop
    return tuple(int(width) for width in np.diff(edges))


def levels(coefficients: Floats) -> Levels:
    """The level (..., bands) of coefficients (..., hop)."""
    size = np.asarray(widths(coefficients.shape[-1]))
    firsts = np.cumsum(size) - size
    power = np.add.reduceat(np.square(coefficients), firsts, axis=-1) / size
    return np.asarray(np.clip(np.round(np.log2(power + 1e-9)) - _SILENCE, 0, 60), np.uint8)


def of_bins(values: npt.NDArray[Kind], hop: int) -> npt.NDArray[Kind]:
    """Values (..., bands) repeated for each coefficient (..., hop)."""
    return np.repeat(values, widths(hop), axis=-1)


def loudness(levels: Levels) -> Floats:
    """Root mean square of a band's coefficients, 0 where it is silent."""
    return np.where(levels == 0, 0, np.exp2((levels + float(_SILENCE)) / 2)).astype(np.float32)


def steps(levels: Levels, coarseness: float) -> Floats:
    """The quantiser's step of each band."""
    return (coarseness * np.exp2((levels + float(_SILENCE)) / 2 * (1 - _TOLD))).astype(np.float32)


def classes(levels: Levels, coarseness: float) -> npt.NDArray[np.uint8]:
    """How exactly a band is told, by the ratio of loudness to step: 0 where it is below a quarter."""
    ratio = (levels.astype(np.float32) + _SILENCE) * _TOLD - 2 * np.log2(coarseness)
    return np.where(levels == 0, 0, np.clip(np.floor(ratio) + 5, 0, CLASSES - 1)).astype(np.uint8)
