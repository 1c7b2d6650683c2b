"""A text with some of its words exchanged for others that mean the same, or for what they are a kind of."""

import random

from engine.training.words.lexicon import Lexicon

_EXCHANGED = 0.5
_TO_ITS_KIND = 0.06
_VOWELS = tuple("aeiou")


def exchanged(words: str, lexicon: Lexicon, draw: random.Random) -> str:
    """Plain words, of which each longest entry of the lexicon stays or gives way to one that is true as well."""
    rest, said = words.split(), []
    while rest:
        length = _entry(rest, lexicon)
        said.append(_other(" ".join(rest[:length]), lexicon, draw))
        rest = rest[length:]
    return with_fitting_articles(" ".join(said))


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


def _entry(words: list[str], lexicon: Lexicon) -> int:
    """How many of the first words are one entry; 1 where they are none."""
    lengths = range(min(lexicon.longest, len(words)), 1, -1)
    return next((length for length in lengths if lexicon.instead_of(" ".join(words[:length]))), 1)


def _other(entry: str, lexicon: Lexicon, draw: random.Random) -> str:
    kinds, others = lexicon.kinds_of(entry), lexicon.instead_of(entry)
    if kinds and others and draw.random() < _TO_ITS_KIND:
        return draw.choice(kinds)
    return draw.choice(others) if others and draw.random() < _EXCHANGED else entry
