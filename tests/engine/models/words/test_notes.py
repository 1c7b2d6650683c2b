"""Names of notes and their MIDI numbers, there and back."""

import pytest

from engine import RangeError
from engine.models.words.notes import name_of, note_of


def test_every_name_is_that_of_its_note() -> None:
    for note in range(128):
        name = name_of(note)
        accidental = "#" if "#" in name else ""
        assert note_of(name[0], accidental, int(name[1 + len(accidental) :])) == note


def test_a_flat_is_the_sharp_below() -> None:
    assert note_of("b", "flat", 2) == note_of("b", "b", 2) == note_of("a", "sharp", 2) == 46
    assert note_of("c", "flat", 4) == 59


def test_notes_that_midi_does_not_have_are_none() -> None:
    assert note_of("g", "", 9) == 127
    assert note_of("g", "#", 9) is None
    with pytest.raises(RangeError, match="0 to 127"):
        name_of(128)
