"""Words and ear of a tiny model: every question is asked, and strange words are those that the pack lacks."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from engine.errors import MissingError, ModelError
from engine.evaluation.ember.lacking_words import STRANGE_WORDS, TAUGHT_WORDS
from engine.evaluation.ember.words import evaluate_words
from engine.families.parts import quiet
from tests.engine.families.tiny import tiny_stable_audio3
from tests.engine.training.words.data import write_table

HEADER = ("file", "category", "label", "tags", "caption", "split")


def test_sounds_and_captions_are_asked_for_and_strange_words_have_neighbours(data: Path, model: Path) -> None:
    told: list[tuple[int, int]] = []
    found = evaluate_words(data, model, lambda *at: told.append(at))
    assert told == [(number, 4) for number in range(1, 5)]
    assert (found.sounds.queries, found.sounds.answers, found.captions.queries) == (4, 4, 4)
    for placing in (found.taught, found.strange):
        words = placing.words
        assert len(words) == 40
        assert {label for each in words for label in each.labels} <= {"dog bark", "piano", "kick drum", "six"}
        assert all(len(each.labels) == len(each.captions) == 3 for each in words)
        animals = [each for each in words if each.category == "animals"]
        assert all(each.right == (each.labels[0] == "dog bark") for each in animals)
        assert placing.right.value == sum(each.right for each in words) / 40


@pytest.mark.parametrize("wanted", [STRANGE_WORDS, TAUGHT_WORDS], ids=["strange", "taught"])
def test_there_are_forty_words_each_once(wanted: Mapping[str, tuple[str, ...]]) -> None:
    words = [word for of_category in wanted.values() for word in of_category]
    assert len(set(words)) == len(words) == 40


def test_a_word_of_the_pack_is_not_strange(data: Path, model: Path, tmp_path: Path) -> None:
    rows = [("3-2.wav", "animals", "dog", "Pekingese;x", "a spaniel", "valid")]
    write_table(tmp_path / "metadata.csv", HEADER, rows)
    (tmp_path / "3-2.wav").write_bytes((data / "3-2.wav").read_bytes())
    found = evaluate_words(tmp_path, model, lambda *at: None)
    assert len(found.strange.words) == 38
    assert not {"pekingese", "spaniel"} & {each.word for each in found.strange.words}


def test_what_is_missing_is_said(model: Path, tmp_path: Path) -> None:
    write_table(tmp_path / "metadata.csv", HEADER, [("a.wav", "animals", "dog", "", "a dog", "train")])
    with pytest.raises(MissingError, match="names no valid clips"):
        evaluate_words(tmp_path, model, lambda *at: None)
    with quiet():
        tiny_stable_audio3().save_pretrained(tmp_path / "other")
    with pytest.raises(ModelError, match="places no words"):
        evaluate_words(tmp_path, tmp_path / "other", lambda *at: None)
