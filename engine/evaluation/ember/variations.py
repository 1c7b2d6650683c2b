"""Variations of validation clips: do they go the further from the clip, by the judge's ear, the more is asked for?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from engine.evaluation.ember.asking import Asked
from engine.evaluation.ember.making import real_sound, reconstructed
from engine.evaluation.ember.shelf import Shelf
from engine.evaluation.intervals import Estimate, bootstrapped
from engine.evaluation.judge.judge import Judge
from engine.evaluation.spearman import spearman
from engine.families.family import Family

GROUP = "variations"
AMOUNTS = (0.1, 0.3, 0.5, 0.7, 0.9)


@dataclass(frozen=True, slots=True)
class Variations:
    """`followed` is Spearman's correlation of amount and distance, the mean over clips; `distances` by the amount.

    A distance is that of the judge's embeddings from the clip as the model's codec alone gives it back.
    """

    followed: Estimate
    distances: Mapping[float, float]


def at_every_amount(clips: Sequence[Asked]) -> tuple[Asked, ...]:
    """Each of the clips varied by every amount, with the same seed."""
    return tuple(replace(each, group=GROUP, amount=amount) for each in clips for amount in AMOUNTS)


def variations(
    family: Family, shelf: Shelf, asked: Sequence[Asked], data: Path, judge: Judge, on_clip: Callable[[], None]
) -> Variations:
    """Measure clips that were varied by every amount, in that order; `on_clip` is called for each variation."""
    sources = asked[:: len(AMOUNTS)]
    unchanged = judge.hear(reconstructed(family, real_sound(data, each)) for each in sources).embeddings
    varied = judge.hear((shelf.sound(each) for each in asked), on_clip).embeddings
    apart = np.linalg.norm(varied.reshape(len(sources), len(AMOUNTS), -1) - unchanged[:, None], axis=2)
    each_followed = np.array([spearman(AMOUNTS, row) for row in apart])
    return Variations(
        followed=bootstrapped(lambda chosen: float(each_followed[chosen].mean()), len(each_followed)),
        distances=dict(zip(AMOUNTS, apart.mean(axis=0).tolist(), strict=True)),
    )
