"""Knobs on their way: each frame they come closer to where a hand has put them.

Used by the live worker, once a frame.
"""

import numpy as np

from engine.live.contract import HOP_SECONDS, InstrumentCard, Values

GLIDE_SECONDS = 0.0025
"""After this time 63 % of the way is done: nine tenths of it within the first frame, the rest in two more."""

_SHARE = 1 - float(np.exp(-HOP_SECONDS / GLIDE_SECONDS))
_CLOSE = 1e-5


class Glide:
    """Where the knobs are; they begin where they are first put."""

    def __init__(self, card: InstrumentCard, values: Values) -> None:
        self.values = values.copy()
        self._reached: Values | None = None
        self._close = np.array([_CLOSE * (knob.high - knob.low) for knob in card.knobs])

    def toward(self, targets: Values) -> Values:
        """Where they are a frame later; the same array as before while nobody turns them."""
        if targets is self._reached:
            return self.values
        left = targets - self.values
        close = np.abs(left) <= self._close
        self.values = np.where(close, targets, self.values + _SHARE * left)
        self._reached = targets if close.all() else None
        return self.values
