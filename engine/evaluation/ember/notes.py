"""Asked notes: how far from each is the pitch that sounds?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.evaluation.ember.asking import Asked
from engine.evaluation.intervals import NOTHING, Estimate, bootstrapped, wilson
from engine.evaluation.pitch import cents, pitch_hz
from engine.evaluation.sounds import Mono
from engine.models.words.controls import Controls

GROUP = "notes"
NOTES = range(36, 84, 2)
"""24 MIDI notes, four octaves from C2 on."""

_PROMPTS = ("a piano note", "a synth note")
_SECONDS = 2.0
_CLIPS_FOR_ALL = 5
"""How many clips of each have to be wanted for all notes by all prompts to be asked once."""
_AGAIN = 128
"""What a note's number grows by where it is asked again."""
_NEAR_CENTS = 50.0


@dataclass(frozen=True, slots=True)
class NoteErrors:
    """Of sounds whose notes were asked for: the median of how many cents they are off, and the share within 50 cents.

    A sound without a pitch is infinitely far off; the median may be so too.
    """

    median_cents: Estimate
    near: Estimate
    without_pitch: int


def asked_notes(clips: int) -> tuple[Asked, ...]:
    """Each note as its control token, by two prompts and several times, or in turn where few clips are wanted."""
    asked = [(note, prompt, again) for again in range(clips // _CLIPS_FOR_ALL) for note in NOTES for prompt in _PROMPTS]
    if not asked:
        asked = [(note, _PROMPTS[index % len(_PROMPTS)], 0) for index, note in enumerate(NOTES)]
    return tuple(
        Asked(
            group=GROUP,
            name=prompt,
            number=note + again * _AGAIN,
            prompt=prompt,
            seconds=_SECONDS,
            controls=Controls(note),
        )
        for note, prompt, again in asked
    )


def note_errors(asked: Sequence[Asked], sounds: Sequence[Mono]) -> NoteErrors:
    """What came of the notes that were asked for, a sound for each."""
    off = np.array([_off(each, sound) for each, sound in zip(asked, sounds, strict=True)])
    if not len(off):
        return NoteErrors(NOTHING, NOTHING, 0)
    return NoteErrors(
        # Of two middle values the lower: between a finite and an infinite one there is none.
        median_cents=bootstrapped(lambda chosen: float(np.sort(off[chosen])[(len(chosen) - 1) // 2]), len(off)),
        near=wilson(int((off <= _NEAR_CENTS).sum()), len(off)),
        without_pitch=int(np.isinf(off).sum()),
    )


def _off(asked: Asked, sound: Mono) -> float:
    note, found = asked.controls.midi_note, pitch_hz(sound)
    if note is None or found is None:
        return float("inf")
    return abs(cents(found, 440 * 2 ** ((note - 69) / 12)))
