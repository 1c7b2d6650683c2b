import math

import numpy as np
import pytest

from engine.evaluation.judge.accuracy import accuracy, judge_accuracy, named
from engine.evaluation.judge.judge import Verdicts
from engine.evaluation.judge.weights import Names

NAMES = Names(("animals", "spoken_digits"), ("cat", "dog", "one", "two"), ("cat", "dog"), ("one", "two"))


def test_every_name_counts_alike() -> None:
    found = accuracy(["cat"] * 9 + ["dog"], ["cat"] * 10, ["cat", "dog", "cow"])
    assert found.shares == {"cat": 1.0, "dog": 0.0}
    assert found.macro == 0.5
    assert found.clips == 10
    nothing = accuracy([], [], ["cat"])
    assert all(math.isnan(each) for each in (nothing.macro, nothing.low, nothing.high))


def test_the_interval_knows_how_few_sounds_there_were() -> None:
    found = accuracy(["cat"] * 6 + ["dog"] * 6, ["cat"] * 6 + ["dog"] * 3 + ["cat"] * 3, ["cat", "dog"])
    # With two more hits and misses: 8 of 10 and 5 of 10. Half of sqrt(0.8 * 0.2 / 10 + 0.5 * 0.5 / 10), 1.96 times.
    reach = 1.96 * math.sqrt(0.016 + 0.025) / 2
    assert (found.macro, found.low, found.high) == pytest.approx((0.75, 0.75 - reach, 0.75 + reach))
    sure = accuracy(["cat"] * 5, ["cat"] * 5, ["cat"])
    assert sure.low < sure.macro == sure.high == 1.0


def test_the_likeliest_name_of_some() -> None:
    chances = np.array([[0.1, 0.2, 0.4, 0.3]])
    assert named(chances, NAMES.labels) == ["one"]
    assert named(chances, NAMES.labels, NAMES.judged) == ["dog"]
    assert named(chances, NAMES.labels, []) == [""]


def test_labels_and_digits_are_judged_apart() -> None:
    verdicts = Verdicts(
        embeddings=np.zeros((3, 2)),
        categories=np.array([[0.9, 0.1], [0.2, 0.8], [0.1, 0.9]]),
        labels=np.array([[0.1, 0.2, 0.7, 0.0], [0.5, 0.1, 0.3, 0.1], [0.0, 0.0, 0.4, 0.6]]),
    )
    found = judge_accuracy(verdicts, NAMES, ["animals", "animals", "spoken_digits"], ["dog", "cat", "one"])
    assert found.categories.shares == {"animals": 0.5, "spoken_digits": 1.0}
    assert found.labels.macro == 1.0
    assert found.digits.shares == pytest.approx({"one": 0.0})
