"""Words that are read as others: the longest first, several of a thing too, and all else as it is."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import ModelError
from engine.models.words.saying import said
from engine.models.words.thesaurus import THESAURUS, Thesaurus, thesaurus_in, write_thesaurus

SMALL = Thesaurus({"automobile": "car", "kitchen sink": "sink", "sink": "basin", "motor car": "car"})


@pytest.mark.parametrize(
    ("said_words", "read"),
    [
        ("an automobile", "an car"),
        ("automobiles in a kitchen sink", "car in a sink"),
        ("a sink", "a basin"),
        ("<note:60> automobile", "<note:60> car"),
        ("a dog in the kitchen", "a dog in the kitchen"),
        ("", ""),
    ],
)
def test_the_longest_entries_are_exchanged_and_nothing_else(said_words: str, read: str) -> None:
    assert SMALL.read(said_words) == read


@given(st.text(max_size=200))
def test_without_entries_any_text_stays(text: str) -> None:
    assert Thesaurus().read(said(text)) == said(text)


def test_a_file_gives_back_what_was_written(tmp_path: Path) -> None:
    write_thesaurus(SMALL, tmp_path)
    assert thesaurus_in(tmp_path) == SMALL
    assert (tmp_path / THESAURUS).read_text("utf-8").splitlines()[0] == "automobile = car"


def test_without_a_file_nothing_is_exchanged(tmp_path: Path) -> None:
    assert thesaurus_in(tmp_path) == Thesaurus()


@pytest.mark.parametrize(
    ("content", "says"),
    [("no line of one\n", "words = words"), (" = \n", "words = words"), ("a = b\n" * 300_000, "longer than")],
    ids=["no pair", "an empty one", "too long"],
)
def test_a_file_of_something_else_is_refused(tmp_path: Path, content: str, says: str) -> None:
    (tmp_path / THESAURUS).write_text(content, encoding="utf-8")
    with pytest.raises(ModelError, match=says):
        thesaurus_in(tmp_path)
