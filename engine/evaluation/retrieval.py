"""How well words find sounds and sounds find words: recall among the first few, and the median rank.

Several answers can be right: every clip with a caption is a right answer to it. Beside each figure stands what chance
would reach, as that grows with the number of right answers and falls with that of all.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.errors import RangeError

AMONG = (1, 5, 10)

_EQUAL = 1e-9
"""Cosines as near as this are equal but for rounding."""

Embeddings = npt.NDArray[np.float32]
"""float32 (rows, 128), each of unit length."""
_Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Recall:
    """Shares 0..1 of the queries that have a right answer among the first 1, 5 and 10; the median of the first one's
    rank, 1 for the best."""

    at_1: float
    at_5: float
    at_10: float
    median_rank: float


@dataclass(frozen=True, slots=True)
class Retrieval:
    """What was reached and what chance would reach; of `queries` asked of `answers`."""

    reached: Recall
    chance: Recall
    queries: int
    answers: int


def retrieval(
    queries: Embeddings, answers: Embeddings, asked: Sequence[Hashable], answering: Sequence[Hashable]
) -> Retrieval:
    """How well queries find answers by their cosines; an answer is right whose group is that of the query.

    `asked` and `answering` name the group of each query and each answer. Of equally near answers the wrong ones come
    first, so that a space in which all lie at one point finds nothing. Give each text once: a copy of a wrong answer is
    one more wrong answer. Raises `RangeError` without any query, and for one that no answer is right for.
    """
    right = _right(asked, answering)
    scores = queries.astype(np.float64) @ answers.astype(np.float64).T
    best = np.where(right, scores, -np.inf).max(axis=1, keepdims=True)
    ranks = 1 + ((scores >= best - _EQUAL) & ~right).sum(axis=1)
    return Retrieval(_recall(ranks), by_chance(right.sum(axis=1), len(answers)), len(queries), len(answers))


def by_chance(right: _Counts, answers: int) -> Recall:
    """What is expected where answers come in any order: `right` (queries,) of them are right for each query.

    With r right ones of m, none is among the first k with the probability C(m - r, k) / C(m, k).
    """
    places = np.arange(answers)
    missing = np.clip((answers - right[:, None] - places) / (answers - places), 0, 1).cumprod(axis=1)
    found = 1 - missing.mean(axis=0)
    at = {among: float(found[min(among, answers) - 1]) for among in AMONG}
    return Recall(at[1], at[5], at[10], float(np.argmax(found >= 0.5) + 1))


def _right(asked: Sequence[Hashable], answering: Sequence[Hashable]) -> npt.NDArray[np.bool_]:
    numbers = {name: number for number, name in enumerate(dict.fromkeys((*asked, *answering)))}
    one, other = ([numbers[name] for name in names] for names in (asked, answering))
    right = np.equal.outer(one, other)
    if not len(asked) or not right.any(axis=1).all():
        raise RangeError("Retrieval needs queries, and for each of them one right answer at least.")
    return right


def _recall(ranks: _Counts) -> Recall:
    at = {among: float((ranks <= among).mean()) for among in AMONG}
    return Recall(at[1], at[5], at[10], float(np.median(ranks)))
