"""Measures of sets of sounds, each against values worked out by hand."""

import math

import numpy as np
import pytest

from engine.evaluation.diversity import diversity, diversity_within
from engine.evaluation.inception_score import inception_score
from engine.evaluation.judge.judge import Rows, Verdicts
from engine.evaluation.label_divergence import label_divergence
from engine.evaluation.memorising import memorised_share
from engine.evaluation.neighbours import distances, nearest, radii
from engine.evaluation.precision_recall import precision_recall
from engine.evaluation.sets import set_distances


def column(*values: float) -> Rows:
    return np.array(values)[:, None]


def test_inception_score_counts_sure_and_various_labels() -> None:
    assert inception_score(np.eye(3)) == pytest.approx(3)
    assert inception_score(np.eye(3)[[0, 0, 0]]) == pytest.approx(1)
    assert inception_score(np.full((4, 3), 1 / 3)) == pytest.approx(1)
    # exp(0.9 ln(0.9 / 0.5) + 0.1 ln(0.1 / 0.5))
    assert inception_score(np.array([[0.9, 0.1], [0.1, 0.9]])) == pytest.approx(1.4450, abs=1e-4)


def test_label_divergence_compares_means() -> None:
    sure = np.eye(2)
    assert label_divergence(sure, np.full((5, 2), 0.5)) == pytest.approx(0)
    # 0.5 ln(0.5 / 0.25) + 0.5 ln(0.5 / 0.75)
    assert label_divergence(sure, np.array([[0.25, 0.75]])) == pytest.approx(0.143841, abs=1e-6)
    # It is not symmetric: 0.25 ln(0.25 / 0.5) + 0.75 ln(0.75 / 0.5)
    assert label_divergence(np.array([[0.25, 0.75]]), sure) == pytest.approx(0.130812, abs=1e-6)


def test_neighbours() -> None:
    corner = np.array([[0.0, 0.0], [3.0, 0.0], [0.0, 4.0]])
    assert distances(corner, corner) == pytest.approx(np.array([[0, 3, 4], [3, 0, 5], [4, 5, 0]]))
    assert nearest(column(0, 10), column(2, 7)) == pytest.approx([2, 3])
    assert radii(corner, 1) == pytest.approx([3, 3, 4])
    assert radii(corner, 2) == pytest.approx([4, 5, 5])


def test_precision_and_recall_by_the_nearest_neighbour() -> None:
    # The reference's radii are 1; 0.5 lies within them, 5 does not. The generated's radii are 4.5: they hold 0 and 1,
    # but neither 10 nor 11.
    found = precision_recall(column(0, 1, 10, 11), column(0.5, 5), neighbour=1)
    assert (found.precision, found.recall) == (0.5, 0.5)


def test_one_mode_is_precise_and_recalls_little() -> None:
    chance = np.random.default_rng(0)
    reference = np.concatenate([chance.standard_normal((50, 2)), chance.standard_normal((50, 2)) + 100])
    found = precision_recall(reference, chance.standard_normal((50, 2)) * 0.3)
    assert found.precision > 0.95
    assert found.recall < 0.5


def test_diversity_is_the_mean_distance_between_two() -> None:
    corner = np.array([[0.0, 0.0], [3.0, 0.0], [0.0, 4.0]])
    assert diversity(corner) == pytest.approx(4)
    assert math.isnan(diversity(corner[:1]))


def test_diversity_within_prompts_leaves_single_ones_out() -> None:
    rows = column(0, 2, 50, 100, 106)
    assert diversity_within(rows, ["dog", "dog", "rain", "horn", "horn"]) == pytest.approx((2 + 6) / 2)
    assert math.isnan(diversity_within(rows, list("abcde")))


def test_copies_are_told_from_new_sounds() -> None:
    training, validation = column(0, 100), column(*range(1, 41))
    # Nearest distances of validation clips are 1 to 40: the first percentile is 1.39.
    assert memorised_share(column(0.01, 1.38, 1.40, 30), training, validation) == 0.5
    assert memorised_share(training, training, validation) == 1


def test_all_together_on_a_set_and_itself() -> None:
    chance = np.random.default_rng(0)
    rows = Verdicts(chance.standard_normal((30, 5)), np.full((30, 2), 0.5), np.eye(30))
    found = set_distances(rows, rows, None, seed=0)
    assert (found.reference_sounds, found.generated_sounds) == (30, 30)
    assert found.judge_frechet.value == pytest.approx(0, abs=1e-9)
    assert (found.precision, found.recall) == (1, 1)
    assert found.inception_score_generated == pytest.approx(30)
    assert found.diversity_generated == found.diversity_reference > 0
    assert found.memorised is None
    assert set_distances(rows, rows, rows, seed=0).memorised == 0
