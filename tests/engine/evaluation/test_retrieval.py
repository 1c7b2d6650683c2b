"""Retrieval by cases that are counted by hand, and chance by counting all orders."""

import itertools

import numpy as np
import pytest

from engine.errors import RangeError
from engine.evaluation.retrieval import Embeddings, Recall, by_chance, retrieval


def at(*degrees: float) -> Embeddings:
    """Points on a circle (points, 2)."""
    angles = np.radians(degrees)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


def test_ranks_are_counted_by_hand() -> None:
    # A dog's word lies at 0, a cat's at 90, rain's at 180 degrees. Their sounds: 10, 80, 30.
    found = retrieval(at(0, 90, 180), at(10, 80, 30), ["dog", "cat", "rain"], ["dog", "cat", "rain"])
    # Rain's word is nearest to the cat, and only then to rain.
    assert found.reached == Recall(pytest.approx(2 / 3), 1.0, 1.0, 1.0)
    assert (found.queries, found.answers) == (3, 3)


def test_any_of_several_right_answers_will_do() -> None:
    groups = ["dog", "dog", "cat", "cat", "cat"]
    found = retrieval(at(0, 90), at(80, 5, 95, 10, 170), ["dog", "cat"], groups)
    assert found.reached.at_1 == 1.0
    sounds_to_texts = retrieval(at(80, 5, 95, 10, 170), at(0, 90), groups, ["dog", "cat"])
    # The dog at 80 and the cat at 10 degrees lie nearer to the other word.
    assert sounds_to_texts.reached == Recall(0.6, 1.0, 1.0, 1.0)


def test_the_median_is_of_the_first_right_answers() -> None:
    answers = at(*range(0, 60, 2))
    groups = list(range(30))
    # Asked from 0 degrees: the answers come in order.
    found = retrieval(at(0, 0, 0), answers, [0, 6, 20], groups)
    assert found.reached == Recall(pytest.approx(1 / 3), pytest.approx(1 / 3), pytest.approx(2 / 3), 7.0)


def test_a_space_of_one_point_finds_nothing() -> None:
    found = retrieval(np.tile(at(33.3), (4, 1)), np.tile(at(33.3), (40, 1)), range(4), range(40))
    assert found.reached == Recall(0.0, 0.0, 0.0, 40.0)


def test_chance_is_the_mean_over_all_orders() -> None:
    right, answers = (1, 2), 6
    ranks = np.array([
        [min(order.index(each) for each in range(count)) + 1 for count in right]
        for order in itertools.permutations(range(answers))
    ])  # fmt: skip
    expected = by_chance(np.array(right), answers)
    assert expected.at_1 == pytest.approx((ranks <= 1).mean())
    assert expected.at_5 == pytest.approx((ranks <= 5).mean())
    assert expected.at_10 == 1.0
    assert expected.median_rank == np.median(ranks)


def test_points_at_random_reach_what_chance_would() -> None:
    generator = np.random.default_rng(0)
    queries, answers = (generator.standard_normal((count, 16)).astype(np.float32) for count in (400, 100))
    found = retrieval(queries, answers, [each % 50 for each in range(400)], [each % 50 for each in range(100)])
    assert found.chance.at_10 == pytest.approx(1 - 90 * 89 / (100 * 99))
    assert found.reached.at_10 == pytest.approx(found.chance.at_10, abs=0.06)
    assert found.reached.median_rank == pytest.approx(found.chance.median_rank, abs=5)


@pytest.mark.parametrize("asked", [[], ["rain"]])
def test_a_question_needs_a_right_answer(asked: list[str]) -> None:
    with pytest.raises(RangeError, match="one right answer"):
        retrieval(at(*range(len(asked))), at(0, 1), asked, ["dog", "cat"])
