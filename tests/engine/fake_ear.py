"""An ear that needs no weights: it places sounds by their pitch, and words by the number of hertz in them.

Sounds lie on a quarter of a circle, 20 Hz at its beginning and 20 kHz at its end.
"""

import math
import os
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine import Audio, MissingError, Point, RangeError

WEIGHTS = "pitches"


@dataclass(frozen=True)
class FakeEar:
    """Words can say what goes wrong: "crash" or "raise"; so can a sound, by its length in frames."""

    weights: str = WEIGHTS

    def words(self, words: str) -> Point:
        if words == "crash":
            os._exit(3)
        if words == "raise":
            raise RangeError("These words can't be placed: say others.")
        number = re.search(r"\d+", words)
        return pitch_at(float(number.group()) if number else 220.0)

    def sound(self, audio: Audio, check: Callable[[], None]) -> Point:
        check()
        if audio.frames == CRASHING_FRAMES:
            os._exit(3)
        while audio.frames == ENDLESS_FRAMES:
            # Until something else is to be done.
            threading.Event().wait(0.001)
            check()
        up = np.count_nonzero((audio.samples[:-1, 0] < 0) & (audio.samples[1:, 0] >= 0))
        return pitch_at(up * audio.rate_hz / audio.frames)


CRASHING_FRAMES = 1313
ENDLESS_FRAMES = 1414


@dataclass(frozen=True)
class FakeEarLoader:
    """Loads the ear above, or says that it is `missing`."""

    at_hand: bool = True
    missing: str = ""
    weights: str = WEIGHTS

    def __call__(self) -> FakeEar:
        if self.missing:
            raise MissingError(self.missing)
        return FakeEar(self.weights)


def pitch_at(hertz: float) -> Point:
    """Where a pitch lies."""
    share = math.log(max(hertz, 20.0) / 20) / math.log(1000)
    point = np.zeros(128, np.float32)
    point[:2] = math.cos(share * math.pi / 2), math.sin(share * math.pi / 2)
    return point
