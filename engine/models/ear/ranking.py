"""Which of several sounds fit best, and which of those that fit differ most: arithmetic on points of unit length."""

import numpy as np
import numpy.typing as npt

from engine.errors import RangeError

Points = npt.NDArray[np.float32]
"""Of unit length, the last axis 128 long."""
Order = npt.NDArray[np.int64]


def best_first(sounds: Points, wanted: Points) -> Order:
    """The order (n,) of sounds (n, 128) by how well they fit words, or another sound, at `wanted` (128,).

    Equally good ones stay in their order.
    """
    return np.argsort(-(sounds @ wanted), kind="stable")


def spread(sounds: Points, wanted: Points, count: int, fit: float) -> Order:
    """The indices (count,) of sounds (n, 128) that fit `wanted` (128,) and differ from each other, as they were chosen.

    A sound fits whose cosine with `wanted` is at least `fit`, -1..1. The best is chosen first, then each time the one
    that lies farthest from the nearest of those chosen (Gonzalez, 1985: no choice of as many keeps its nearest two
    more than twice as far apart); of equally far ones, the better. Where fewer fit than are asked for, the best of the
    others follow. Raises `RangeError` where `count` isn't 1 to n.
    """
    if not 1 <= count <= len(sounds):
        raise RangeError(f"{count} of {len(sounds)} sounds can't be chosen: ask for 1 to {len(sounds)}.")
    order = best_first(sounds, wanted)
    fitting = int((sounds @ wanted >= fit).sum())
    apart = _farthest_first(sounds[order[:fitting]], min(count, fitting))
    return np.concatenate((order[:fitting][apart], order[fitting:][: count - len(apart)]))


def _farthest_first(points: Points, count: int) -> Order:
    """Indices (count,) of points (n, 128): the first, then each time the one whose nearest chosen one is farthest."""
    chosen: list[int] = []
    nearest = np.full(len(points), np.inf)
    for _ in range(count):
        # Points lie in the order of their fit, and argmax takes the first of equally far ones.
        chosen.append(int(np.argmax(nearest)))
        nearest = np.minimum(nearest, np.linalg.norm(points - points[chosen[-1]], axis=1))
        nearest[chosen] = -1.0
    return np.array(chosen, dtype=np.int64)
