"""On how many threads a warm network is quickest, found out by trying: small ones wait for each other longer than they
compute, and a virtual machine doesn't tell that its two cores are one.

Called on the worker's only thread, once a model is loaded.
"""

import time
from collections.abc import Callable

import torch

_TRIES = 4
_LONG_SECONDS = 0.25
"""A step that takes longer is large enough for all threads, and is not worth the trial."""
_GAIN = 1.15
"""What more threads have to gain: less is not worth a core that the DAW could have."""


def quickest_threads(step: Callable[[], object], most: int) -> int:
    """One thread or as many as there may be; torch has that many afterwards. `step` is called a few times."""
    together = _seconds(step, most)
    if most == 1 or together > _LONG_SECONDS or _seconds(step, 1) > _GAIN * together:
        torch.set_num_threads(most)
        return most
    return 1


def _seconds(step: Callable[[], object], threads: int) -> float:
    """The shortest of a few tries, of which a long one is the last."""
    torch.set_num_threads(threads)
    times: list[float] = []
    while len(times) < _TRIES and max(times, default=0.0) <= _LONG_SECONDS:
        began_at = time.perf_counter()
        step()
        times.append(time.perf_counter() - began_at)
    return min(times)
