import re

from hypothesis import given
from hypothesis import strategies as st

from bridge.takes.names import LONGEST_NAME_CHARACTERS, clean_name, file_name, number_in

ANY_TEXT = st.text(st.characters(exclude_categories=()))


@given(st.integers(1, 9_999_999), ANY_TEXT, st.integers(1, 99))
def test_every_name_makes_a_file_name_for_every_system(number: int, name: str, copy: int) -> None:
    file = file_name(number, name, copy)
    assert re.fullmatch(r"[0-9]{4,7}-[a-z0-9]+(-[a-z0-9]+)*\.wav", file)
    assert len(file) <= 69
    assert number_in(file) == number_in(file + ".part") == number


@given(ANY_TEXT, ANY_TEXT)
def test_a_name_is_one_line_that_every_encoding_takes(name: str, prompt: str) -> None:
    cleaned = clean_name(name, prompt, 7)
    assert 1 <= len(cleaned) <= LONGEST_NAME_CHARACTERS
    assert cleaned == clean_name(cleaned, "", 7)
    cleaned.encode("utf-8")
    assert not re.search(r"[\x00-\x1f]", cleaned)


def test_a_take_without_a_name_is_called_by_its_prompt() -> None:
    assert clean_name(" ", "rain on a tin roof", 3) == "rain on a tin roof"
    assert clean_name("", "\n", 3) == "take 3"


def test_files_of_others_have_no_number() -> None:
    strangers = [
        "kick.wav",
        "0012.wav",
        "0012-kick.mp3",
        "20240131-drums.wav",
        "0000-x.wav",
        "0012-Kick.wav",
        "../1-a.wav",
    ]
    assert [number_in(file) for file in strangers] == [None] * len(strangers)
