"""Keeps what goes to the card below full scale without touching what is quiet enough.

Called by the callback only, once per block, after everything is summed.
"""

import numpy as np

from engine import Samples

KNEE = float(np.float32(10 ** (-1 / 20)))
"""-1 dBFS: up to here a sample passes as it is."""
LIMIT = 32767 / 32768
"""No sample gets beyond: the largest value of a 16-bit card."""


class Ceiling:
    """The identity up to `KNEE`, above it a hyperbolic tangent that joins without a corner and stays below `LIMIT`.

    What is not a number becomes silence.
    """

    def __init__(self, frames: int, channels: int) -> None:
        self._size = np.zeros((frames, channels), np.float32)
        self._over = np.zeros((frames, channels), np.float32)
        self._no_number = np.zeros((frames, channels), np.bool_)
        self._peak = np.zeros(1, np.float32)
        self._knee = np.full((1, 1), KNEE, np.float32)
        self._room = np.full((1, 1), LIMIT - KNEE, np.float32)
        self._silence = np.zeros((1, 1), np.float32)

    def hold(self, block: Samples) -> None:
        """Bend a block (frames, channels) in place where it is louder than the knee."""
        size = np.abs(block, out=self._size[: len(block)])
        np.maximum.reduce(size.reshape(-1), out=self._peak, keepdims=True)
        # Asked this way round, a peak that is no number counts as too loud.
        if not self._peak[0] <= KNEE:
            self._bend(block)

    def _bend(self, block: Samples) -> None:
        no_number = np.isnan(block, out=self._no_number[: len(block)])
        np.copyto(block, self._silence, where=no_number)
        size = np.abs(block, out=self._size[: len(block)])
        over = np.subtract(size, self._knee, out=self._over[: len(block)])
        np.maximum(over, self._silence, out=over)
        np.divide(over, self._room, out=over)
        np.tanh(over, out=over)
        np.multiply(over, self._room, out=over)
        np.minimum(size, self._knee, out=size)
        np.add(size, over, out=size)
        np.copysign(size, block, out=block)
