"""The texts of a folder: what is read, and that nothing of the validation clips is."""

from pathlib import Path

import pytest

from engine import MissingError
from engine.training.words.texts import Texts, all_texts, frequent_words, read_texts, sentences
from tests.engine.training.words.data import DOG, LEXICON, PIANO, write_table, write_texts


@pytest.fixture
def texts(tmp_path: Path) -> Texts:
    return read_texts(write_texts(tmp_path), LEXICON)


def test_clips_classes_and_captions_are_read(texts: Texts) -> None:
    assert texts.clips[:2] == (DOG, PIANO)
    assert [sound.names for sound in texts.ontology] == [("Dog",), ("Hubbub", "babble")]
    assert texts.captions == (("A slow song with a piano.", "It sounds very sad."), ("Only one sentence",))


def test_nothing_of_validation_clips_is_read(texts: Texts) -> None:
    everything = " ".join(all_texts(texts))
    assert "dog barking" in everything
    assert not any(word in everything for word in ("owl", "secret", "hidden"))


def test_the_tokenizer_sees_every_text_in_the_same_order(texts: Texts) -> None:
    seen = list(all_texts(texts))
    assert seen == list(all_texts(texts))
    assert {"dog bark", "pitched", "hound", "labrador", "babble", "Many people talking at once."} <= set(seen)
    assert seen.count("hound") > seen.count("Dog")


def test_sentences_end_with_their_marks() -> None:
    assert sentences("It is 2.5 seconds long! Why is that? no") == ("It is 2.5 seconds long!", "Why is that?")
    assert sentences("") == ()


@pytest.mark.parametrize("table", ["metadata.csv", "prompts/audioset_ontology.csv", "prompts/musiccaps_captions.csv"])
def test_a_table_that_is_not_there_is_told(tmp_path: Path, table: str) -> None:
    (write_texts(tmp_path) / table).unlink()
    with pytest.raises(MissingError, match="isn't there"):
        read_texts(tmp_path, LEXICON)


def test_a_folder_without_training_clips_is_told(tmp_path: Path) -> None:
    write_table(write_texts(tmp_path) / "metadata.csv", ("file", "split"), [("a.wav", "valid")])
    with pytest.raises(MissingError, match="no training clips"):
        read_texts(tmp_path, LEXICON)


def test_a_word_is_known_that_comes_twice(texts: Texts) -> None:
    words = frequent_words(all_texts(texts))
    assert {"dog", "hound", "labrador", "babble", "sentence", "piano"} - words == {"sentence"}
    assert not any("<" in word or "owl" in word for word in words)
