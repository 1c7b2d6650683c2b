"""How fast a run learns at a step, and how much its averaged weights remember."""

import math

_LAST_SHARE = 0.02
_LONGEST_MEMORY = 0.999


def rate_at(step: int, steps: int, peak: float, warm_up: int) -> float:
    """The learning rate of a step: up over the first ones, then along half a cosine to a fiftieth of its peak."""
    falling = 0.5 * (1 + math.cos(math.pi * min(1.0, step / steps)))
    return peak * min(1.0, (step + 1) / warm_up) * (_LAST_SHARE + (1 - _LAST_SHARE) * falling)


def memory_at(step: int) -> float:
    """How much of the averaged weights stays at a step, 0..1.

    >>> memory_at(0), memory_at(100_000)
    (0.1, 0.999)
    """
    return min(_LONGEST_MEMORY, (step + 1) / (step + 10))
