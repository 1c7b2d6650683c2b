"""All texts that Ember's words are learned from, as a data folder and the lexicon hold them.

Beside the pack's table the folder holds `prompts/audioset_ontology.csv` (classes of sounds, each with its description)
and `prompts/musiccaps_captions.csv` (captions of music). The captions of the pack that lie there too are not read:
those of clips that are kept for validation are among them.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from engine.errors import MissingError
from engine.models.words.known import plain_words
from engine.training.words.clip_words import DIGITS, ClipWords, read_clip_words
from engine.training.words.lexicon import Lexicon

_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+")
_FEWEST_WORDS = 3
_OFTEN = 2
"""How often a word has to come to be known."""
_PACK_COUNTS, _LEXICON_COUNTS = 10, 40
"""How often these texts come again, so that their words are not lost among ten times as many words on music."""


@dataclass(frozen=True, slots=True)
class OntologyClass:
    """A class of sounds: what it is called, and one or two sentences on it."""

    names: tuple[str, ...]
    description: str


@dataclass(frozen=True, slots=True)
class Texts:
    """What is known of the training clips, the ontology's classes, the sentences of each caption, and the lexicon."""

    clips: tuple[ClipWords, ...]
    ontology: tuple[OntologyClass, ...]
    captions: tuple[tuple[str, ...], ...]
    lexicon: Lexicon


def read_texts(data: Path, lexicon: Lexicon) -> Texts:
    """The texts of a folder; raises `MissingError` where a table isn't there."""
    ontology = tuple(
        OntologyClass(tuple(name.strip() for name in row["name"].split(",")), row["description"])
        for row in _rows(data / "prompts" / "audioset_ontology.csv")
    )
    captions = tuple(sentences(row["caption"]) for row in _rows(data / "prompts" / "musiccaps_captions.csv"))
    return Texts(read_clip_words(data), ontology, captions, lexicon)


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of at least three words.

    >>> sentences("A loud drum. Wow! It is a gong")
    ('A loud drum.', 'It is a gong')
    """
    return tuple(part for part in _SENTENCE_END.split(text.strip()) if len(part.split()) >= _FEWEST_WORDS)


def all_texts(texts: Texts) -> Iterator[str]:
    """Every text for the tokenizer to learn from, some of them several times, always in the same order."""
    for _ in range(_PACK_COUNTS):
        yield from _of_clips(texts.clips)
    for _ in range(_LEXICON_COUNTS):
        yield from (word for group in texts.lexicon.groups for word in group)
        yield from (word for pair in texts.lexicon.kinds for word in pair)
    for sound in texts.ontology:
        yield from (*sound.names, *sound.names, sound.description)
    for caption in texts.captions:
        yield from caption


def frequent_words(texts: Iterable[str]) -> frozenset[str]:
    """The plain words that come at least twice.

    >>> sorted(frequent_words(["A dog barks", "Dogs, a dog!"]))
    ['a', 'dog']
    """
    found: Counter[str] = Counter()
    for text, times in Counter(texts).items():
        for word in plain_words(text):
            found[word] += times
    return frozenset(word for word, times in found.items() if times >= _OFTEN)


def _of_clips(clips: tuple[ClipWords, ...]) -> Iterator[str]:
    """Captions, labels and tags; those of digits once, since half of the clips are ten digits."""
    digits = dict.fromkeys((clip.caption, clip.label) for clip in clips if clip.category == DIGITS)
    yield from (text for pair in digits for text in pair)
    for clip in clips:
        if clip.category != DIGITS:
            yield from (clip.caption, clip.label, *clip.tags)


def _rows(table: Path) -> list[dict[str, str]]:
    try:
        with table.open(newline="", encoding="utf-8") as lines:
            return list(csv.DictReader(lines))
    except FileNotFoundError:
        raise MissingError(f"{table} isn't there: give the folder that holds metadata.csv and prompts/.") from None
