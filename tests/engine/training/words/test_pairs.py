"""Pairs that mean nearly the same, how often they come, and which of a batch answer one another."""

import random
from collections import Counter
from pathlib import Path

import pytest
import torch

from engine.models.words.saying import plain
from engine.training.words.lexicon import Lexicon
from engine.training.words.pairs import Pair, PairSource, drawn_pairs, pair_source, shares
from engine.training.words.texts import Texts, read_texts
from tests.engine.training.words.data import LEXICON, write_texts


@pytest.fixture
def source(tmp_path: Path) -> PairSource:
    return pair_source(read_texts(write_texts(tmp_path), LEXICON))


def found(source: PairSource) -> set[tuple[str, str]]:
    return {(pair.first, pair.second) for pair in source.pairs}


def test_synonyms_kinds_classes_and_sentences_are_pairs(source: PairSource) -> None:
    assert found(source) >= {
        ("kick", "bd"),
        ("labrador", "dog"),
        ("Dog", "A tame animal that barks."),
        ("Hubbub", "babble"),
        ("A slow song with a piano.", "It sounds very sad."),
    }


def test_spellings_that_read_alike_are_no_pair(source: PairSource) -> None:
    assert all(plain(pair.first) != plain(pair.second) for pair in source.pairs)


def test_kinds_come_less_often_than_synonyms(source: PairSource) -> None:
    weights = {(pair.first, pair.second): pair.weight for pair in source.pairs}
    assert weights["labrador", "dog"] < weights["dog", "hound"]


def test_a_large_group_comes_no_oftener_than_one_of_three() -> None:
    large = tuple(f"word {number}" for number in range(12))
    pairs = pair_source(Texts((), (), (), Lexicon((large, ("dog", "hound", "pooch")), ()))).pairs
    weights: Counter[str] = Counter()
    for pair in pairs:
        weights[pair.meaning] += pair.weight
    assert len(pairs) == 66 + 3
    assert weights["word 0"] == pytest.approx(weights["dog"])


def test_half_of_those_drawn_are_prompts_of_a_clip_each_label_as_often(source: PairSource) -> None:
    drawn = drawn_pairs(source, 3000, random.Random(0))
    assert len(drawn) == 3000
    prompts = [pair for pair in drawn if pair not in source.pairs]
    assert 1350 < len(prompts) < 1650
    counts = Counter(pair.meaning for pair in prompts)
    assert set(counts) == {"dog bark", "piano", "six"}
    assert max(counts.values()) < 1.3 * min(counts.values())
    assert drawn == drawn_pairs(source, 3000, random.Random(0))


def test_a_pair_is_answered_by_its_own_and_by_what_means_the_same() -> None:
    pairs = [
        Pair("kick", "bd", "kick drum", 1),
        Pair("bass drum", "kick drum", "kick drum", 1),
        Pair("dog", "animal", "dog", 1),
        Pair("cat", "animal", "cat", 1),
        Pair("rain", "drizzle", "rain", 1),
    ]
    half = 0.5
    assert torch.equal(
        shares(pairs),
        torch.tensor(
            [
                [half, half, 0, 0, 0],
                [half, half, 0, 0, 0],
                [0, 0, half, half, 0],
                [0, 0, half, half, 0],
                [0, 0, 0, 0, 1],
            ]
        ),
    )
