"""Names of notes, where C4 is middle C, MIDI note 60."""

from engine.errors import RangeError

_NAMES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
_SHIFTS = {"": 0, "#": 1, "sharp": 1, "b": -1, "flat": -1}


def note_of(letter: str, accidental: str, octave: int) -> int | None:
    """The MIDI note of a name, or None where MIDI has none that high or low.

    >>> note_of("b", "flat", 2)
    46
    """
    note = 12 * (octave + 1) + _NAMES.index(letter.upper()) + _SHIFTS[accidental]
    return note if note in range(128) else None


def name_of(midi_note: int) -> str:
    """The name of a MIDI note 0..127; raises `RangeError` for another.

    >>> name_of(61)
    'C#4'
    """
    if midi_note not in range(128):
        raise RangeError(f"A note is a whole number from 0 to 127; {midi_note} came: 60 is middle C.")
    return f"{_NAMES[midi_note % 12]}{midi_note // 12 - 1}"
