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
    """Shares 0..1 of the sounds of each name that the judge named so, and of how many sounds in all.

    `macro` is the mean of the shares, `low` and `high` bound its 95 % interval; all three are NaN without any sound.
    """

    macro: float
    low: float
    high: float
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

    >>> accuracy(["a", "a", "b", "c"], ["a", "b", "b", "c"], ["a", "b"]).shares
    {'a': 0.5, 'b': 1.0}
    """
    right: dict[str, list[bool]] = {name: [] for name in counted}
    for name, other in zip(true, given, strict=True):
        if name in right:
            right[name].append(name == other)
    found = {name: hits for name, hits in right.items() if hits}
    shares = {name: sum(hits) / len(hits) for name, hits in found.items()}
    macro = float(np.mean(list(shares.values()))) if shares else float("nan")
    reach = 1.96 * _standard_error(list(found.values()))
    return Accuracy(macro, max(macro - reach, 0.0), min(macro + reach, 1.0), shares, sum(map(len, found.values())))


def _standard_error(groups: Sequence[Sequence[bool]]) -> float:
    """Of the mean of the groups' shares. Each counts two more hits and misses (Agresti and Coull, 1998): that all of
    five clips are right doesn't make it certain."""
    variances = [
        (sum(hits) + 2) / (len(hits) + 4) * (1 - (sum(hits) + 2) / (len(hits) + 4)) / (len(hits) + 4) for hits in groups
    ]
    return float(np.sqrt(sum(variances)) / len(variances)) if variances else float("nan")
