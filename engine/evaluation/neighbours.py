"""Distances from embeddings to their nearest neighbours."""

import numpy as np

from engine.evaluation.judge.judge import Rows


def distances(one: Rows, other: Rows) -> Rows:
    """Euclidean distances of shape (rows of one, rows of other)."""
    squares = (one**2).sum(axis=1)[:, None] + (other**2).sum(axis=1)[None] - 2 * one @ other.T
    found: Rows = np.sqrt(squares.clip(0))
    return found


def nearest(one: Rows, other: Rows) -> Rows:
    """The distance of each row of `one` to the nearest row of `other`, shape (rows of one,)."""
    found: Rows = distances(one, other).min(axis=1)
    return found


def radii(rows: Rows, neighbour: int) -> Rows:
    """The distance of each row to its `neighbour`th nearest among the others, shape (rows,)."""
    between = distances(rows, rows)
    np.fill_diagonal(between, 0.0)
    found: Rows = np.sort(between, axis=1)[:, min(neighbour, len(rows) - 1)]
    return found
