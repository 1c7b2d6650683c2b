"""Which words of a prompt are told to be unknown, and the file that the known ones stand in."""

from pathlib import Path

import pytest

from engine.models.words.known import known_words_in, plain_words, unknown, write_known_words

KNOWN = frozenset({"a", "the", "dog", "barking", "hi", "hat", "808"})


@pytest.mark.parametrize(
    "prompt",
    ["", " ", "a dog barking", "Dogs, barking!", "Hi-Hat 808", "a dog on C#4", "midi note 60", "please, the dog"],
)
def test_nothing_is_said_of_what_is_known(prompt: str) -> None:
    assert unknown("ember", prompt, KNOWN) == ()


@pytest.mark.parametrize("prompt", ["xyzzy", "XYZZY plugh!", "a xyzzy", "the sound of", "?!", "\N{DOG FACE}"])
def test_a_prompt_in_which_nothing_is_known_is_told(prompt: str) -> None:
    (note,) = unknown("ember", prompt, KNOWN)
    assert note.startswith(f"Nothing in '{prompt}' is known to ember: ")


def test_unknown_words_among_known_ones_are_named_once() -> None:
    assert unknown("ember", "dog xyzzy Xyzzy", KNOWN) == (
        "'xyzzy' is not a word that ember knows; it was guessed from its letters.",
    )
    assert unknown("ember", "plugh dog xyzzy", KNOWN)[0].startswith("'plugh', 'xyzzy' are not words that ember knows")


def test_however_much_is_unknown_the_sentence_is_short() -> None:
    (note,) = unknown("ember", "dog " + " ".join(f"{'x' * 90}{number}" for number in range(8)), KNOWN)
    assert len(note) < 400
    (note,) = unknown("ember", "y" * 10_000, KNOWN)
    assert len(note) < 200


def test_without_a_list_of_words_nothing_is_said(tmp_path: Path) -> None:
    assert known_words_in(tmp_path) == frozenset()
    assert unknown("ember", "xyzzy", frozenset()) == ()


def test_the_words_come_back_from_their_file(tmp_path: Path) -> None:
    write_known_words(KNOWN, tmp_path)
    assert known_words_in(tmp_path) == KNOWN
    assert (tmp_path / "known_words.txt").read_text().splitlines() == sorted(KNOWN)


def test_a_note_is_no_word() -> None:
    assert plain_words("a Piano on C#4!") == ["a", "piano", "on"]
