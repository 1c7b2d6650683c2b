"""A prompt for an item, drawn anew each time: its caption or its label, now and then with what is known beside it."""

from collections.abc import Callable
from random import Random

from engine.training.ember.items import Item

PromptOf = Callable[[Item, Random], str]

_LABEL = 0.3
_NOTE = 0.5
_NAMES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")


def plain_prompt(item: Item, random: Random) -> str:
    """The caption, or of a clip alone also the label; half of those with a known note name it."""
    words = item.label if item.kind == "one" and random.random() < _LABEL else item.caption
    if item.note is None or random.random() >= _NOTE:
        return words
    return f"{words}, {note_name(item.note)}"


def note_name(note: float) -> str:
    """The name of the MIDI note that is nearest.

    >>> note_name(60), note_name(68.6)
    ('C4', 'A4')
    """
    octave, step = divmod(round(note), len(_NAMES))
    return f"{_NAMES[step]}{octave - 1}"
