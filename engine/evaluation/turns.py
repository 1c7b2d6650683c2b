"""Ways to the same end, timed in turns, so that a busy moment meets all of them."""

import time
from collections.abc import Callable, Sequence

Way = Callable[[], object]


def timed(way: Way) -> float:
    """The seconds of one call."""
    began = time.perf_counter()
    way()
    return time.perf_counter() - began


def timed_in_turns(ways: Sequence[Way], rounds: int, budget_seconds: float) -> list[list[float]]:
    """Seconds of each way, one number a round; one round always.

    No other round begins that would probably end after the budget: on a slow machine there are fewer of them.
    """
    times: list[list[float]] = [[] for _ in ways]
    began = time.perf_counter()
    for done in range(1, rounds + 1):
        for way, found in zip(ways, times, strict=True):
            found.append(timed(way))
        if (time.perf_counter() - began) * (done + 1) / done > budget_seconds:
            break
    return times
