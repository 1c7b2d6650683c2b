"""Prompts as people type them, and what of them is read."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.models.words.controls import CONTROL_TOKENS
from engine.models.words.saying import LONGEST, said

TYPED = st.one_of(st.text(), st.from_regex(r"([a-g](#|b| flat | sharp )?\d |midi note \d+ |[<>:#'-])*", fullmatch=True))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Hi-Hat", "hi hat"),
        ("  A   LOUD,\n(very loud) gong!? ", "a loud very loud gong"),
        ("Café  \N{FULLWIDTH LATIN CAPITAL LETTER D}rum", "cafe drum"),
        ("don't — stop", "dont stop"),
        ("snake_case.wav", "snake case wav"),
        ("太鼓 drum", "太鼓 drum"),
        ("", ""),
        ("?!#'", ""),
    ],
)
def test_words_come_without_case_accents_and_punctuation(typed: str, read: str) -> None:
    assert said(typed) == read


@pytest.mark.parametrize(
    ("typed", "note"),
    [("C4", 60), ("a#3", 58), ("A# 3", 58), ("b flat 2", 46), ("Bb2", 46), ("B♭2", 46), ("D♯5", 75), ("c sharp 0", 13),
     ("midi note 60", 60), ("note 60", 60), ("MIDI 0", 0), ("Middle C", 60), ("g9", 127)],
)  # fmt: skip
def test_a_note_becomes_its_token_and_the_rest_stays(typed: str, note: int) -> None:
    assert said(f"a piano at {typed}, soft") == f"a piano at <note:{note}> soft"


@pytest.mark.parametrize(
    "typed", ["mp3", "note 128", "g#9", "a 4 4 beat", "a note 5 seconds long", "b 2", "g7 chord", "c4 explosion", "x5"]
)
def test_what_only_looks_like_a_note_stays_words(typed: str) -> None:
    assert said(typed) == typed.replace("#", " ")


def test_a_token_that_a_person_spells_out_is_only_words() -> None:
    assert said("<brightness:7> bell <pad>") == "brightness 7 bell pad"
    assert said("<note:60> bell") == "<note:60> bell", "as anyone may ask for note 60"
    assert said("<note:600>") == "note 600"


@given(TYPED)
def test_any_text_is_read_and_comes_out_bounded_and_plain(typed: str) -> None:
    read = said(typed)
    assert len(read) <= LONGEST
    assert set(re.findall(r"<[^>]*>", read)) <= set(CONTROL_TOKENS)
    words = re.sub(r"<note:\d+>", "", read)
    assert not re.search(r"[^\w ]|_", words)
    assert read == " ".join(read.split())


def test_a_text_without_end_is_cut_between_words() -> None:
    assert said("drum " * 10**5) == ("drum " * (LONGEST // 5)).strip()
    assert len(said("x" * 10**5)) == LONGEST
    assert said("c4 " * 10**5).endswith("<note:60>")
