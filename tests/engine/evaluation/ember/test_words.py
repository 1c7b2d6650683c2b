"""Words and ear of a tiny model: every question is asked, and strange words are those that the pack lacks."""

from pathlib import Path

import pytest

from engine.errors import MissingError, ModelError
from engine.evaluation.ember.strange_words import STRANGE_WORDS
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
    assert len(found.neighbours) == 40
    assert {label for each in found.neighbours for label in each.labels} <= {"dog bark", "piano", "kick drum", "six"}
    assert all(len(each.labels) == len(each.captions) == 3 for each in found.neighbours)
    animals = [each for each in found.neighbours if each.category == "animals"]
    assert all(each.right == (each.labels[0] == "dog bark") for each in animals)
    assert found.right.value == sum(each.right for each in found.neighbours) / 40


def test_there_are_forty_words_each_once() -> None:
    words = [word for of_category in STRANGE_WORDS.values() for word in of_category]
    assert len(set(words)) == len(words) == 40


def test_a_word_of_the_pack_is_not_strange(data: Path, model: Path, tmp_path: Path) -> None:
    rows = [("3-2.wav", "animals", "dog", "Pekingese;x", "a spaniel", "valid")]
    write_table(tmp_path / "metadata.csv", HEADER, rows)
    (tmp_path / "3-2.wav").write_bytes((data / "3-2.wav").read_bytes())
    found = evaluate_words(tmp_path, model, lambda *at: None)
    assert len(found.neighbours) == 38
    assert not {"pekingese", "spaniel"} & {each.word for each in found.neighbours}


def test_what_is_missing_is_said(model: Path, tmp_path: Path) -> None:
    write_table(tmp_path / "metadata.csv", HEADER, [("a.wav", "animals", "dog", "", "a dog", "train")])
    with pytest.raises(MissingError, match="names no valid clips"):
        evaluate_words(tmp_path, model, lambda *at: None)
    with quiet():
        tiny_stable_audio3().save_pretrained(tmp_path / "other")
    with pytest.raises(ModelError, match="places no words"):
        evaluate_words(tmp_path, tmp_path / "other", lambda *at: None)
