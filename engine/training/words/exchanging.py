"""A text with some of its words exchanged for others that mean the same, or for what they are a kind of."""

import random
from collections.abc import Iterator

from engine.training.words.lexicon import Lexicon

_EXCHANGED = 0.5
_TO_ITS_KIND = 0.06
_VOWELS = tuple("aeiou")


def exchanged(words: str, lexicon: Lexicon, draw: random.Random) -> str:
    """Plain words, of which each longest entry of the lexicon stays or gives way to one that is true as well."""
    return with_fitting_articles(" ".join(_other(entry, lexicon, draw) for entry in _entries(words, lexicon)))


def narrowed(words: str, lexicon: Lexicon, draw: random.Random) -> str:
    """Plain words, of which each entry gives way to one that is a kind of it: near in meaning, but not always true."""
    entries = ((entry, lexicon.narrower(entry)) for entry in _entries(words, lexicon))
    return with_fitting_articles(" ".join(draw.choice(kinds) if kinds else entry for entry, kinds in entries))


def with_fitting_articles(words: str) -> str:
    """The words with "a" before a consonant and "an" before a vowel.

    >>> with_fitting_articles("a owl and an dog")
    'an owl and a dog'
    """
    said = words.split()
    for at, following in enumerate(said[1:]):
        if said[at].lower() in ("a", "an"):
            said[at] = "an" if following.lower().startswith(_VOWELS) else "a"
    return " ".join(said)


def _entries(words: str, lexicon: Lexicon) -> Iterator[str]:
    """The words, those together that are one entry of the lexicon; the longest where several begin alike."""
    rest = words.split()
    while rest:
        lengths = range(min(lexicon.longest, len(rest)), 1, -1)
        length = next((length for length in lengths if lexicon.instead_of(" ".join(rest[:length]))), 1)
        yield " ".join(rest[:length])
        rest = rest[length:]


def _other(entry: str, lexicon: Lexicon, draw: random.Random) -> str:
    kinds, others = lexicon.kinds_of(entry), lexicon.instead_of(entry)
    if kinds and others and draw.random() < _TO_ITS_KIND:
        return draw.choice(kinds)
    return draw.choice(others) if others and draw.random() < _EXCHANGED else entry
