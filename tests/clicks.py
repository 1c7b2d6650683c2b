"""The click detector that all tests share.

A click is a corner: in the sound's second difference it stands out from what the sound itself has. Within 20 ms of an
event the largest second difference may be 1.2 times the largest of the 200 ms before and the 200 ms after.
"""

import numpy as np

from engine import Samples

NEAR_SECONDS = 0.02
AROUND_SECONDS = 0.2
MOST = 1.2


def click_ratio(heard: Samples, rate_hz: int, first: int, last: int | None = None) -> float:
    """How far the sound (frames, channels) bends near an event, against how far it bends around it; the worst channel.

    The event lies at the frame `first`, or somewhere up to `last` where that isn't known exactly.
    """
    last = first if last is None else last
    near, around = round(NEAR_SECONDS * rate_hz), round(AROUND_SECONDS * rate_hz)
    start, stop = max(0, first - near), last + near
    bends = np.abs(np.diff(np.asarray(heard, np.float64), 2, axis=0))
    there = bends[start:stop].max(axis=0)
    before = bends[max(0, start - around) : start]
    after = bends[stop : stop + around]
    beside = np.concatenate((before, after)).max(axis=0)
    assert beside.max() > 0, "there is no sound on either side that a click could be told from"
    return float((there / np.maximum(beside, 1e-12))[there > 0].max(initial=0.0))


def assert_no_click(heard: Samples, rate_hz: int, first: int, last: int | None = None) -> None:
    """Fails where the sound clicks at an event."""
    ratio = click_ratio(heard, rate_hz, first, last)
    assert ratio <= MOST, f"a click at frame {first}: {ratio:.2f} times what the sound has around it, {MOST} is allowed"
