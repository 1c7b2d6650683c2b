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
        self._close = np.array([_CLOSE * (knob.high - knob.low) for knob in card.knobs])

    def toward(self, targets: Values) -> Values:
        """Where they are a frame later."""
        left = targets - self.values
        self.values = np.where(np.abs(left) <= self._close, targets, self.values + _SHARE * left)
        return self.values
