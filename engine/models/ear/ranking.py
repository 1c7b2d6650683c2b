"""Which of several sounds fit best, and which of those that fit differ most: arithmetic on points of unit length."""

import torch
from torch import Tensor

from engine.errors import RangeError


def best_first(sounds: Tensor, wanted: Tensor) -> Tensor:
    """The order (n,) of sounds (n, 128) by how well they fit words, or another sound, at `wanted` (128,).

    Equally good ones stay in their order.
    """
    return (sounds @ wanted).argsort(descending=True, stable=True)


def spread(sounds: Tensor, wanted: Tensor, count: int, fit: float) -> Tensor:
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
    return torch.cat((order[:fitting][apart], order[fitting:][: count - len(apart)]))


def _farthest_first(points: Tensor, count: int) -> Tensor:
    """Indices (count,) of points (n, 128): the first, then each time the one whose nearest chosen one is farthest."""
    chosen: list[int] = []
    nearest = torch.full((len(points),), torch.inf)
    for _ in range(count):
        # Points lie in the order of their fit, and argmax would take any of equally far ones.
        chosen.append(int((nearest == nearest.max()).nonzero()[0]))
        distances = (points - points[chosen[-1]]).norm(dim=1)
        nearest = torch.minimum(nearest, distances)
        nearest[chosen] = -1.0
    return torch.tensor(chosen, dtype=torch.long)
