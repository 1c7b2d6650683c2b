"""The click detector: a click is a corner.

In the sound's second difference a click stands out from what the sound itself has. Near an event the largest second
difference may be 1.2 times the largest of the 200 ms before and the 200 ms after.
"""

import numpy as np
import numpy.typing as npt

from engine.audio import Samples

NEAR_SECONDS = 0.02
AROUND_SECONDS = 0.2
MOST = 1.2


def click_ratio(
    heard: Samples, rate_hz: int, first: int, last: int | None = None, near_seconds: float = NEAR_SECONDS
) -> float:
    """How far the sound (frames, channels) bends near an event, against how far it bends around it; the worst channel.

    The event lies at the frame `first`, or somewhere up to `last` where that isn't known exactly. NaN where both sides
    are silent.
    """
    last = first if last is None else last
    near, around = round(near_seconds * rate_hz), round(AROUND_SECONDS * rate_hz)
    start, stop = max(0, first - near), last + near
    bends = _bends(heard)
    there = bends[start:stop].max(axis=0, initial=0.0)
    sides = np.concatenate((bends[max(0, start - around) : start], bends[stop : stop + around]))
    beside = sides.max(axis=0, initial=0.0)
    if not beside.max(initial=0.0) > 0:
        return float("nan")
    return float((there / np.maximum(beside, 1e-12))[there > 0].max(initial=0.0))


def bend(heard: Samples, rate_hz: int, frame: int, near_seconds: float = NEAR_SECONDS) -> float:
    """How far the sound (frames, channels) bends near a frame at most, in the worst channel."""
    near = round(near_seconds * rate_hz)
    return float(_bends(heard)[max(0, frame - near) : frame + near].max(initial=0.0))


def _bends(heard: Samples) -> npt.NDArray[np.float64]:
    bends: npt.NDArray[np.float64] = np.abs(np.diff(np.asarray(heard, np.float64), 2, axis=0))
    return bends
