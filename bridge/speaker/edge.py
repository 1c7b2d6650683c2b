"""Where a take that still grows ends for now: it fades out before it, and in again when more has come.

Called by the callback only. What comes next can't be known, so the last 10 ms that are there are kept back for the
fade. It is half a period of a cosine: a straight line has corners, which are heard as clicks below a soft low tone.
"""

import numpy as np

from engine import Samples

FADE_SECONDS = 0.01


class Edge:
    """How far the fade is: `allow` tells how many frames may sound next, `shape` brings them to their level."""

    def __init__(self, rate_hz: int) -> None:
        self._frames = round(FADE_SECONDS * rate_hz)
        steps = np.arange(1, self._frames + 1, dtype=np.float64)
        self._falling_gains = (0.5 + 0.5 * np.cos(np.pi * steps / (self._frames + 1))).astype(np.float32)
        self._faded = 0
        self._falling = False
        self._waiting = True

    @property
    def open(self) -> bool:
        """Whether samples may pass untouched."""
        return self._faded == 0 and not self._falling

    def allow(self, at_hand: int, whole: bool) -> int:
        """Frames that may be shaped and played next of those at hand; `whole` says that the take's own end is there."""
        if whole:
            self._falling = self._waiting = False
            return min(at_hand, self._faded) if self._faded else at_hand
        spare = at_hand - self._frames
        if self._falling:
            return self._rest_of_fall(at_hand)
        if self._waiting and spare < self._frames:
            return 0
        self._waiting = False
        if spare <= 0:
            self._falling = True
            return self._rest_of_fall(at_hand)
        return min(spare, self._faded) if self._faded else spare

    def shape(self, source: Samples, into: Samples) -> None:
        """Write the next frames at their levels into an array of the same shape, or into themselves."""
        count = len(source)
        if self._falling:
            gains = self._falling_gains[self._faded : self._faded + count]
            self._faded += count
        else:
            gains = self._falling_gains[self._faded - count : self._faded][::-1]
            self._faded -= count
        # Channel by channel: numpy makes a buffer for one line of gains beside several channels.
        for channel in range(source.shape[1]):
            np.multiply(source[:, channel], gains, out=into[:, channel])

    def _rest_of_fall(self, at_hand: int) -> int:
        rest = min(at_hand, self._frames - self._faded)
        if rest == 0:
            self._falling, self._waiting, self._faded = False, True, self._frames
        return rest
