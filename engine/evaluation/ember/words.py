"""Do words and sounds find each other, and where do words lie that the pack lacks? `warmtone evaluate words`."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from engine.audio import Audio
from engine.errors import MissingError, ModelError
from engine.evaluation.ember.asking import in_order
from engine.evaluation.ember.lacking_words import STRANGE_WORDS, TAUGHT_WORDS
from engine.evaluation.intervals import Estimate, wilson
from engine.evaluation.judge.clips import DIGITS
from engine.evaluation.retrieval import Embeddings, Retrieval, retrieval
from engine.evaluation.sounds import RATE_HZ, read_sound
from engine.families.folder import words_in
from engine.families.parts import network_of, quiet, tokenizer_of
from engine.families.words import tokens_of
from engine.models.ear.ear import load_ear, placed
from engine.models.ear.network import Ear
from engine.models.words.saying import said
from engine.models.words.text_encoder import TextEncoder
from engine.models.words.thesaurus import Thesaurus, thesaurus_in
from engine.models.words.tokenizer import MOST_TOKENS
from engine.training.codec.reading import Row, read_rows

_DIGITS_OF_EACH = 3
_NEIGHBOURS = 3


@dataclass(frozen=True, slots=True, eq=False)
class WordsAndEar:
    """What places texts, and what places sounds, in one space."""

    text_encoder: TextEncoder
    tokenizer: Any
    thesaurus: Thesaurus
    ear: Ear

    @torch.inference_mode()
    def of_texts(self, texts: Sequence[str]) -> Embeddings:
        """Where texts lie (texts, 128), as a person types them."""
        tokens = tokens_of(
            self.tokenizer, [self.thesaurus.read(said(text)) for text in texts], MOST_TOKENS, to_the_most=False
        )
        return self.text_encoder.placed(tokens.ids, tokens.read).float().numpy()


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What lies nearest to a word that the pack lacks: labels of the pack, and captions of validation sounds.

    `right` tells whether the nearest label is of the category that the word's sound would be in.
    """

    word: str
    category: str
    labels: tuple[str, ...]
    captions: tuple[str, ...]
    right: bool


@dataclass(frozen=True, slots=True)
class Placing:
    """Words of one kind and their neighbours."""

    words: tuple[Neighbours, ...]

    @property
    def right(self) -> Estimate:
        """The share of words whose nearest label is of the right category."""
        return wilson(sum(each.right for each in self.words), len(self.words))


@dataclass(frozen=True, slots=True)
class WordsQuality:
    """Validation sounds asked for by their captions, captions asked for by sounds, and words that the pack lacks.

    `taught` are words of the lexicon, `strange` are of nobody.
    """

    sounds: Retrieval
    captions: Retrieval
    taught: Placing
    strange: Placing


def read_words_and_ear(folder: Path) -> WordsAndEar:
    """The text encoder, tokenizer and ear of a folder; raises `ModelError` for one without them."""
    found = words_in(folder)
    with quiet():
        text_encoder, tokenizer = network_of(found, "text_encoder", torch.float32), tokenizer_of(found)
    if not isinstance(text_encoder, TextEncoder):
        raise ModelError(f"{folder} has a text encoder of another kind, which places no words: name Ember's folder.")
    return WordsAndEar(text_encoder, tokenizer, thesaurus_in(folder / "tokenizer"), load_ear(folder / "ear"))


def evaluate_words(data: Path, folder: Path, progress: Callable[[int, int], None]) -> WordsQuality:
    """Measure the words and the ear of `folder` on the validation clips of `data`, three of each digit among them.

    Raises `MissingError` for a folder without such clips, `ModelError` for one without a model.
    """
    both, rows = read_words_and_ear(folder), read_rows(data)
    examined = _examined(rows)
    if not examined:
        raise MissingError(f"{data / 'metadata.csv'} names no valid clips: give the folder that holds some.")
    points = []
    for number, row in enumerate(examined, 1):
        points.append(placed(both.ear, [Audio(read_sound(data / row["file"])[:, None], RATE_HZ)]).numpy())
        progress(number, len(examined))
    sounds, captions = np.concatenate(points), [row["caption"] for row in examined]
    asked = list(dict.fromkeys(captions))
    texts = both.of_texts(asked)
    return WordsQuality(
        sounds=retrieval(texts, sounds, asked, captions),
        captions=retrieval(sounds, texts, captions, asked),
        taught=_neighbours(both, rows, sounds, captions, TAUGHT_WORDS),
        strange=_neighbours(both, rows, sounds, captions, STRANGE_WORDS),
    )


def _examined(rows: Sequence[Row]) -> list[Row]:
    """The validation clips, of each digit a few that were drawn once and for all."""
    valid = [row for row in rows if row["split"] == "valid"]
    digits: dict[str, list[Row]] = {}
    for row in valid:
        if row["category"] == DIGITS:
            digits.setdefault(row["label"], []).append(row)
    few = [row for label, spoken in digits.items() for row in in_order(spoken, label)[:_DIGITS_OF_EACH]]
    return [row for row in valid if row["category"] != DIGITS] + few


def _neighbours(
    both: WordsAndEar, rows: Sequence[Row], sounds: Embeddings, captions: Sequence[str],
    wanted: Mapping[str, Sequence[str]],
) -> Placing:  # fmt: skip
    """Of each wanted word that no row of the table has."""
    known = {word for row in rows for text in (row["caption"], row["label"], row["tags"]) for word in _words(text)}
    pairs = [(word, category) for category, words in wanted.items() for word in words if word not in known]
    categories = {row["label"]: row["category"] for row in rows}
    labels = list(categories)
    words = both.of_texts([word for word, _ in pairs])
    to_labels, to_sounds = words @ both.of_texts(labels).T, words @ sounds.T
    found = []
    for (word, category), by_label, by_sound in zip(pairs, to_labels, to_sounds, strict=True):
        nearest = _first(labels, by_label)
        heard = _first(captions, by_sound)
        found.append(Neighbours(word, category, nearest, heard, categories[nearest[0]] == category))
    return Placing(tuple(found))


def _first(names: Sequence[str], scores: Embeddings) -> tuple[str, ...]:
    """The nearest names, each once."""
    return tuple(dict.fromkeys(names[number] for number in np.argsort(-scores, kind="stable")))[:_NEIGHBOURS]


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z]+", text.lower())
