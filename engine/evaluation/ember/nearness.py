"""How far generated clips are from real ones of the same captions, beside how far training clips are."""

from collections.abc import Sequence

import numpy as np

from engine.evaluation.ember.plan import once_each
from engine.evaluation.ember.prompts import Answers
from engine.evaluation.ember.real import RealClips
from engine.evaluation.frechet_ratio import frechet_ratio
from engine.evaluation.intervals import Estimate
from engine.evaluation.judge.judge import Rows


def generated_to_validation(answers: Answers, train: RealClips, valid: RealClips) -> Estimate:
    """The Frechet distance of generated clips to the validation clips whose captions they were asked by, over that of
    as many training clips of the same categories.

    Each validation clip counts once. Distances of few clips are all large, so that ratios of few come out small: only
    those of as many can be compared.
    """
    chosen = once_each(answers.asked)
    places = {id(each): number for number, each in enumerate(answers.asked)}
    made = answers.verdicts.embeddings[[places[id(each)] for each in chosen]]
    categories = [each.name for each in chosen]
    known = {name: train.of("category", name) for name in categories}
    kept = [number for number, name in enumerate(categories) if len(known[name])]
    real = valid.at([chosen[number].file for number in kept])
    return frechet_ratio(made[kept], lambda chance: _drawn(known, [categories[n] for n in kept], chance), real)


def _drawn(known: dict[str, Rows], categories: Sequence[str], chance: np.random.Generator) -> Rows:
    """A training clip of each of these categories, none twice while there are others."""
    orders = {name: chance.permutation(len(rows)) for name, rows in known.items() if len(rows)}
    turns = dict.fromkeys(orders, 0)
    drawn = []
    for name in categories:
        order = orders[name]
        drawn.append(known[name][order[turns[name] % len(order)]])
        turns[name] += 1
    return np.stack(drawn) if drawn else np.empty((0, 1))
