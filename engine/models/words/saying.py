"""A prompt as a person typed it, brought to the form that Ember reads: plain words, and notes as control tokens."""

import re
import unicodedata

from engine.models.words.controls import NOTES, note_token
from engine.models.words.notes import note_of

LONGEST = 600
"""Characters that are looked at, and at most come out; 32 tokens are seldom more than 200."""

_SIGNS = str.maketrans({"♯": "#", "♭": " flat ", "'": None, "\N{RIGHT SINGLE QUOTATION MARK}": None, "_": " "})
_PUNCTUATION = re.compile(r"[^\w#]+")
_NUMBER = re.compile(r"\b(?:midi note|note number|note|midi) (\d{1,3})\b(?! ?(?:s|sec|seconds?|ms|minutes?|hz|khz)\b)")
_NAME = re.compile(r"\b([a-g])(# ?|b| ?sharp ?| ?flat ?)?(\d)\b(?! (?:chord|explo))")
_MIDDLE_C = re.compile(r"\bmiddle c\b")


def said(prompt: str) -> str:
    """Any text in lower case, without accents and punctuation, and with notes as their tokens; at most LONGEST long.

    A token that a person spelled out comes through as words only; "<note:60>" reads as "note 60" and thus is that note.

    >>> said("Soft Hi-Hat!")
    'soft hi hat'
    >>> said("a piano playing B flat 2, then midi note 60")
    'a piano playing <note:46> then <note:60>'
    """
    words = plain(prompt[:LONGEST])
    words = _MIDDLE_C.sub(note_token(60), words)
    words = _NUMBER.sub(_by_number, words)
    words = _NAME.sub(_by_name, words)
    return _shortened(words.replace("#", " "))


def plain(text: str) -> str:
    """Words of letters and digits with one space between; sharps are still there."""
    # Twice, since some capitals come out of the first and some accents out of the lower case.
    lower = unicodedata.normalize("NFKD", text.translate(_SIGNS)).lower()
    letters = unicodedata.normalize("NFKD", lower).translate(_SIGNS)
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _PUNCTUATION.sub(" ", bare).strip()


def _by_number(found: re.Match[str]) -> str:
    number = int(found[1])
    return note_token(number) if number < NOTES else found[0]


def _by_name(found: re.Match[str]) -> str:
    note = note_of(found[1], (found[2] or "").strip(), int(found[3]))
    return found[0] if note is None else note_token(note)


def _shortened(words: str) -> str:
    """The words that fit into LONGEST characters; the beginning of one that alone is longer."""
    kept = " ".join(words.split())
    if len(kept) <= LONGEST:
        return kept
    return kept[: kept.rfind(" ", 0, LONGEST + 1)] if " " in kept[: LONGEST + 1] else kept[:LONGEST]
