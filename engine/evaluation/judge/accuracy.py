"""How often the judge names sounds rightly: over categories, over the judged labels, and over the digits apart.

Each label's share counts alike, however many clips it has (macro average, or balanced accuracy).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.evaluation.judge.judge import Rows, Verdicts
from engine.evaluation.judge.weights import Names


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Shares 0..1 of the sounds of each name that the judge named so, their mean (NaN without any), and how many sounds
    there were."""

    macro: float
    shares: Mapping[str, float]
    clips: int


@dataclass(frozen=True, slots=True)
class JudgeAccuracy:
    """Accuracy over the ten categories; over the judged labels, told apart from each other and from all that the judge
    learned; and over the spoken digits."""

    categories: Accuracy
    labels: Accuracy
    labels_among_all: Accuracy
    digits: Accuracy


def judge_accuracy(verdicts: Verdicts, names: Names, categories: Sequence[str], labels: Sequence[str]) -> JudgeAccuracy:
    """Accuracy of verdicts on sounds whose true category and label are given, a name for each sound."""
    spoken = [label for label in names.labels if label not in names.digits]
    return JudgeAccuracy(
        categories=accuracy(categories, named(verdicts.categories, names.categories), names.categories),
        labels=accuracy(labels, named(verdicts.labels, names.labels, names.judged), names.judged),
        labels_among_all=accuracy(labels, named(verdicts.labels, names.labels, spoken), names.judged),
        digits=accuracy(labels, named(verdicts.labels, names.labels, names.digits), names.digits),
    )


def named(chances: Rows, names: Sequence[str], among: Sequence[str] | None = None) -> list[str]:
    """The likeliest name of each row of probabilities, if given, among some of the names only."""
    columns = [index for index, name in enumerate(names) if among is None or name in among]
    if not columns:
        return [""] * len(chances)
    return [names[columns[int(best)]] for best in chances[:, columns].argmax(axis=1)]


def accuracy(true: Sequence[str], given: Sequence[str], counted: Sequence[str]) -> Accuracy:
    """Shares of right names for each of the counted names that occurs among the true ones.

    >>> accuracy(["a", "a", "b", "c"], ["a", "b", "b", "c"], ["a", "b"])
    Accuracy(macro=0.75, shares={'a': 0.5, 'b': 1.0}, clips=3)
    """
    right: dict[str, list[bool]] = {name: [] for name in counted}
    for name, other in zip(true, given, strict=True):
        if name in right:
            right[name].append(name == other)
    shares = {name: sum(hits) / len(hits) for name, hits in right.items() if hits}
    macro = float(np.mean(list(shares.values()))) if shares else float("nan")
    return Accuracy(macro, shares, clips=sum(map(len, right.values())))
