"""A clip's words as a person may type them: true to the clip, in other words, order and length each time."""

import random
import re
from collections.abc import Mapping

from engine.models.words.notes import name_of
from engine.models.words.saying import plain
from engine.training.words.clip_words import DIGITS, ClipWords
from engine.training.words.exchanging import exchanged
from engine.training.words.lexicon import Lexicon

_NOTE_IN_A_CAPTION = re.compile(r"(?: playing| on)?(?: the)? note [A-G]#?-?\d\b")
_ARTICLES = re.compile(r"\b(?:a|an|the) ")
_NO_WORDS = re.compile(r"_|[a-z]\d|^(?:default|clipped|env|number|digit|ritz)$")
"""Tags that come from file names, or say how the pack was made."""

_FRAMES = ("sound of {}", "the sound of {}", "{} sound", "{} sound effect", "{} sfx", "recording of {}", "i hear {}",
           "give me {}", "make {}", "please play {}")  # fmt: skip
_SPOKEN = ("{}", "the number {}", "the word {}", "saying {}", "voice saying {}", "someone says {}", "spoken {}",
           "person speaking the number {}")  # fmt: skip
_ON_A_NOTE = ("{} playing the note {}", "{} on the note {}", "{} {}", "{}, {}", "{} at {}", "{} on {}", "{} note {}")
_CATEGORIES: Mapping[str, tuple[str, ...]] = {
    "ambience": ("ambience", "atmosphere", "background sound", "soundscape"),
    "animals": ("animal", "animal sound"),
    "drums": ("drums", "percussion", "percussive"),
    "foley": ("foley", "foley sound", "sound effect"),
    "instruments": ("instrument", "musical instrument", "acoustic instrument"),
    "spoken_digits": ("speech", "voice", "spoken digit", "human voice"),
    "synth": ("synth", "electronic", "synthesizer"),
    "vehicles_machines": ("machine", "mechanical sound", "machinery"),
    "voice": ("voice", "vocal sound"),
    "weapons_explosions": ("battle sound", "weapons and explosions"),
}
_FRAMED, _BARE, _CATEGORISED, _ON_ITS_NOTE, _TIMED = 0.25, 0.4, 0.12, 0.7, 0.1
_SHORT_SECONDS, _LONG_SECONDS = 0.4, 5.0


def paraphrase(clip: ClipWords, lexicon: Lexicon, draw: random.Random) -> str:
    """One of many prompts that the clip answers, drawn anew each time."""
    words = exchanged(plain(_core(clip, draw)), lexicon, draw)
    if draw.random() < _BARE:
        words = _ARTICLES.sub("", words) or words
    words = _timed(words, clip.seconds, draw)
    words = _categorised(words, clip.category, draw)
    if draw.random() < _FRAMED:
        words = draw.choice(_FRAMES).format(words)
    if clip.midi_note is not None and draw.random() < _ON_ITS_NOTE:
        words = draw.choice(_ON_A_NOTE).format(words, _note(clip.midi_note, draw))
    return draw.choice((str.lower, str.lower, str.capitalize, str.title, str.upper))(words)


def mixed(first: str, second: str, draw: random.Random) -> str:
    """The prompt of two sounds at once."""
    return draw.choice(("{} and {}", "{} and {}", "{} with {}", "{} together with {}")).format(first, second)


def joined(first: str, second: str, draw: random.Random) -> str:
    """The prompt of one sound after the other."""
    return draw.choice(("{} then {}", "{}, then {}", "{} and then {}", "{} followed by {}")).format(first, second)


def _core(clip: ClipWords, draw: random.Random) -> str:
    """Caption, label, or tags, without the note, which is said apart."""
    caption = clip.caption if clip.midi_note is None else _NOTE_IN_A_CAPTION.sub("", clip.caption)
    label = draw.choice(_SPOKEN).format(clip.label) if clip.category == DIGITS else clip.label
    tags = [tag for tag in clip.tags if not _NO_WORDS.search(tag)]
    parts = [label, *draw.sample(tags, min(len(tags), draw.randint(1, 2)))]
    draw.shuffle(parts)
    (core,) = draw.choices((caption, label, ", ".join(dict.fromkeys(parts))), (0.45, 0.4, 0.15))
    return core


def _timed(words: str, seconds: float, draw: random.Random) -> str:
    length = "short" if seconds < _SHORT_SECONDS else "long" if seconds > _LONG_SECONDS else ""
    if not length or draw.random() >= _TIMED or re.search(r"\b(?:short|long)\b", words):
        return words
    return f"{length} {_ARTICLES.sub('', words, count=1)}" if draw.random() < 0.5 else f"{words}, {length}"


def _categorised(words: str, category: str, draw: random.Random) -> str:
    if category not in _CATEGORIES or draw.random() >= _CATEGORISED:
        return words
    kind = draw.choice(_CATEGORIES[category])
    return draw.choice((f"{kind}, {words}", f"{words}, {kind}", f"{kind} {words}"))


def _note(midi_note: int, draw: random.Random) -> str:
    name = name_of(midi_note)
    spelled = name.replace("#", " sharp ")
    return draw.choice((name, name, name.lower(), spelled, f"midi note {midi_note}", f"midi {midi_note}"))
