"""The click detector that all tests share: that of `engine.evaluation.clicks`, and what fails where it finds one."""

import math

from engine import Samples
from engine.evaluation import clicks
from engine.evaluation.clicks import AROUND_SECONDS, MOST, NEAR_SECONDS

__all__ = ["AROUND_SECONDS", "MOST", "NEAR_SECONDS", "assert_no_click", "click_ratio"]


def click_ratio(heard: Samples, rate_hz: int, first: int, last: int | None = None) -> float:
    """How far the sound (frames, channels) bends near an event, against how far it bends around it; the worst channel.

    The event lies at the frame `first`, or somewhere up to `last` where that isn't known exactly.
    """
    ratio = clicks.click_ratio(heard, rate_hz, first, last)
    assert not math.isnan(ratio), "there is no sound on either side that a click could be told from"
    return ratio


def assert_no_click(heard: Samples, rate_hz: int, first: int, last: int | None = None) -> None:
    """Fails where the sound clicks at an event."""
    ratio = click_ratio(heard, rate_hz, first, last)
    assert ratio <= MOST, f"a click at frame {first}: {ratio:.2f} times what the sound has around it, {MOST} is allowed"
