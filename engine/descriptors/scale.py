"""Descriptors as shares from 0 to 1: how many of the sounds of a set have less of it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.descriptors.descriptors import RANGES, Descriptors
from engine.errors import ModelError, RangeError

BREAKPOINTS = 33

_SMALLEST_STEP = 1e-4

Row = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Scale:
    """Quantiles of each descriptor, in the order of `Descriptors`: rising values at evenly spaced shares from 0 to 1.

    Raises `ModelError` for rows that are no such quantiles.
    """

    quantiles: tuple[Row, ...]

    def __post_init__(self) -> None:
        rising = all(len(row) > 1 and np.isfinite(row).all() and (np.diff(row) > 0).all() for row in self.quantiles)
        if len(self.quantiles) != len(RANGES) or not rising:
            raise ModelError(f"A scale is {len(RANGES)} rows of rising numbers, and this is none: get the model anew.")

    def to_share(self, values: Sequence[float]) -> Descriptors:
        """Values as shares 0..1. What lies outside of what the set had is 0 or 1."""
        each = zip(values, self.quantiles, strict=True)
        return Descriptors(*(float(np.interp(value, row, _shares(row))) for value, row in each))

    def from_share(self, shares: Sequence[float]) -> Descriptors:
        """Shares 0..1 as values, between the least and the most of what the set had."""
        each = zip(shares, self.quantiles, strict=True)
        return Descriptors(*(float(np.interp(share, _shares(row), row)) for share, row in each))


def fitted(values: Sequence[Sequence[float]]) -> Scale:
    """The scale of a set's descriptors (sounds, 5): each share stands for as many of its sounds.

    Equal values, as ends of ranges are, are moved apart by a little. Raises `RangeError` for an empty set.
    """
    if not len(values):
        raise RangeError("A scale can't be fitted on no sounds: give one at least.")
    found = np.quantile(np.asarray(values, np.float64), np.linspace(0, 1, BREAKPOINTS), axis=0)
    return Scale(tuple(_rising(row) for row in found.T))


def _rising(row: npt.NDArray[np.float64]) -> Row:
    steps = np.arange(len(row)) * _SMALLEST_STEP
    # Rising, once each is at least a step more than the highest one before.
    return tuple(float(each) for each in np.maximum.accumulate(row - steps) + steps)


def _shares(row: Row) -> npt.NDArray[np.float64]:
    return np.linspace(0, 1, len(row))
