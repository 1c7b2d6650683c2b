"""What a person may set beside the words: tokens for the pitch and for five descriptors of a sound.

They stand before the prompt, since a prompt that is too long is cut at its end.
"""

import re
from dataclasses import dataclass, fields

from engine.errors import RangeError

NOTES = 128
LEVELS = 16
DESCRIPTORS = ("loudness", "brightness", "noisiness", "attack", "length")

CONTROL_TOKENS = (
    *(f"<note:{note}>" for note in range(NOTES)),
    *(f"<{descriptor}:{level}>" for descriptor in DESCRIPTORS for level in range(LEVELS)),
)
"""All of them, in the order of their numbers in the vocabulary."""


@dataclass(frozen=True, slots=True)
class Controls:
    """A MIDI note 0..127, and descriptors 0..1; None leaves one to the model. Raises `RangeError` outside of these."""

    midi_note: int | None = None
    loudness: float | None = None
    brightness: float | None = None
    noisiness: float | None = None
    attack: float | None = None
    length: float | None = None

    def __post_init__(self) -> None:
        self.tokens()

    def tokens(self) -> dict[str, str]:
        """The token of each kind that is set."""
        given = {field.name: getattr(self, field.name) for field in fields(self)}
        note = given.pop("midi_note")
        levels = {name: descriptor_token(name, value) for name, value in given.items() if value is not None}
        return levels if note is None else {"note": note_token(note), **levels}

    def shares(self) -> tuple[float | None, ...]:
        """The descriptors, in their order, None for one that isn't set."""
        return tuple(getattr(self, name) for name in DESCRIPTORS)


def note_token(midi_note: int) -> str:
    """The token of a MIDI note.

    >>> note_token(60)
    '<note:60>'
    """
    if midi_note not in range(NOTES):
        raise RangeError(f"A note is a whole number from 0 to {NOTES - 1}; {midi_note} came: 60 is middle C.")
    return f"<note:{int(midi_note)}>"


def notes_in(prompt: str) -> tuple[int, ...]:
    """The MIDI notes whose tokens stand in a prompt, in their order.

    >>> notes_in("<note:60> piano then <note:64>")
    (60, 64)
    """
    return tuple(int(note) for note in re.findall(r"<note:(\d+)>", prompt))


def descriptor_token(descriptor: str, value: float) -> str:
    """The token of a descriptor's value 0..1, in one of 16 equal steps.

    >>> descriptor_token("brightness", 0.5)
    '<brightness:8>'
    """
    if descriptor not in DESCRIPTORS:
        raise RangeError(f"'{descriptor}' is no descriptor: there are {', '.join(DESCRIPTORS)}.")
    if not 0 <= value <= 1:
        raise RangeError(f"{descriptor.capitalize()} goes from 0 to 1; {value:g} came: 0.5 is the middle.")
    return f"<{descriptor}:{min(int(value * LEVELS), LEVELS - 1)}>"


def left_out(model: str, controls: Controls) -> tuple[str, ...]:
    """A sentence for the person where something is set that the model of that name can't be told, else none.

    >>> left_out("tone", Controls(midi_note=60, length=0.5))
    ("tone can't be told a pitch or length: left out; say it in words, or name a model that can.",)
    """
    kinds = ["a pitch" if kind == "note" else kind for kind in controls.tokens()]
    if not kinds:
        return ()
    named = " or ".join(filter(None, (", ".join(kinds[:-1]), kinds[-1])))
    return (f"{model} can't be told {named}: left out; say it in words, or name a model that can.",)


def with_controls(prompt: str, controls: Controls) -> str:
    """The prompt behind the tokens of what is set, which take the place of such tokens in the prompt.

    >>> with_controls("piano <note:60>", Controls(midi_note=62, attack=0.0))
    '<note:62> <attack:0> piano'
    """
    tokens = controls.tokens()
    replaced = "|".join(tokens)
    words = re.sub(rf"<(?:{replaced}):\d+>", " ", prompt).split() if tokens else prompt.split()
    return " ".join((*tokens.values(), *words))
