"""Generated clips beside training clips: like them they are as near, from elsewhere many times as far."""

import numpy as np

from engine.evaluation.ember.asking import asked_of_rows
from engine.evaluation.ember.nearness import generated_to_validation
from engine.evaluation.ember.prompts import Answers
from engine.evaluation.ember.real import RealClips
from engine.evaluation.judge.judge import Rows, Verdicts
from engine.training.codec.reading import Row

AWAY = {"animals": 0.0, "digits": 8.0}


def real(split: str, count: int, seed: int) -> RealClips:
    """Clips of two categories that lie apart; of digits there are ten times as many."""
    rows: list[Row] = [
        {"category": category, "file": f"{split}-{category}-{number}", "caption": category, "duration_s": "1"}
        for category, times in (("animals", 1), ("digits", 10))
        for number in range(count * times)
    ]
    return RealClips(rows, verdicts([row["category"] for row in rows], seed))


def verdicts(categories: list[str], seed: int, away: float = 0.0) -> Verdicts:
    drawn = np.random.default_rng(seed).standard_normal((len(categories), 3))
    rows: Rows = drawn + np.array([AWAY[name] + away for name in categories])[:, None]
    return Verdicts(rows, rows, rows)


def answers(valid: RealClips, away: float) -> Answers:
    """Thirty of each category, more than there are animals."""
    asked = [
        each
        for name in AWAY
        for each in asked_of_rows("categories", name, [row for row in valid.rows if row["category"] == name], 30, 6.0)
    ]
    return Answers(asked, verdicts([each.name for each in asked], 7, away))


def test_clips_like_real_ones_are_as_near_as_training_clips() -> None:
    train, valid = real("train", 60, 1), real("valid", 20, 2)
    found = generated_to_validation(answers(valid, 0.0), train, valid)
    assert found.count == 20 + 30
    assert 0.4 < found.value < 2.5
    assert found.low < found.value < found.high


def test_clips_from_elsewhere_are_far() -> None:
    train, valid = real("train", 60, 1), real("valid", 20, 2)
    assert generated_to_validation(answers(valid, 3.0), train, valid).low > 5


def test_a_category_without_training_clips_is_left_out() -> None:
    train, valid = real("train", 60, 1), real("valid", 20, 2)
    few = [number for number, row in enumerate(train.rows) if row["category"] == "animals"]
    animals = RealClips([train.rows[number] for number in few], verdicts(["animals"] * len(few), 1))
    assert generated_to_validation(answers(valid, 0.0), animals, valid).count == 20
