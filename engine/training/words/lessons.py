"""What words are learned from at each step: sounds with prompts for them, and pairs of texts that mean the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Any

import torch
from torch import Tensor

from engine.families.words import tokens_of
from engine.models.words.saying import said
from engine.models.words.tokenizer import MOST_TOKENS
from engine.training.codec.reading import read_rows
from engine.training.words.clip_words import ClipWords, clip_words
from engine.training.words.disturbing import disturbed
from engine.training.words.lexicon import read_lexicon
from engine.training.words.listening import listen
from engine.training.words.pairs import PairSource, drawn_pairs, pair_source, shares
from engine.training.words.paraphrases import paraphrase
from engine.training.words.sounds import Sounds, crops, odds, pitched
from engine.training.words.texts import read_texts

_SAME_LABEL = 0.3
"""How well a prompt fits a sound of the same label that it was not drawn for, beside 1 for its own."""


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """Texts as numbers: ids and which of them are read, (texts, tokens)."""

    ids: Tensor
    mask: Tensor


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """Sounds, a prompt for each, and how well each prompt (columns) fits each sound (rows)."""

    spectrograms: Tensor
    mask: Tensor
    prompts: Read
    shares: Tensor


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """Pairs of texts, and how well each second one (columns) fits each first one (rows)."""

    first: Read
    second: Read
    shares: Tensor


@dataclass(frozen=True)
class Lessons:
    """All sounds, what is known of each in words, pairs of texts, and the tokenizer that reads them."""

    sounds: Sounds
    words: tuple[ClipWords, ...]
    source: PairSource
    tokenizer: Any

    @cached_property
    def odds(self) -> Tensor:
        """How likely each sound is drawn."""
        return odds(self.sounds)

    @cached_property
    def pitched(self) -> Tensor:
        """Which sounds have a note that must stay what it is."""
        return pitched(self.sounds)


def read_lessons(data: Path, tokenizer: Any) -> Lessons:
    """All that a folder of clips and texts has; raises `MissingError` where a table isn't there."""
    words = tuple(clip_words(row) for row in read_rows(data))
    return Lessons(listen(data), words, pair_source(read_texts(data, read_lexicon())), tokenizer)


def heard(lessons: Lessons, count: int, generator: torch.Generator) -> Heard:
    """Random sounds, otherwise recorded, each with a new prompt."""
    batch = crops(lessons.sounds, lessons.odds, count, generator)
    sounds = disturbed(batch.spectrograms, batch.mask, lessons.pitched[batch.indices], generator)
    clips = [lessons.words[number] for number in batch.indices.tolist()]
    draw = drawing(generator)
    prompts = [paraphrase(clip, lessons.source.lexicon, draw) for clip in clips]
    return Heard(sounds, batch.mask, read(lessons.tokenizer, prompts, sounds.device), fitting(clips, sounds.device))


def told(lessons: Lessons, count: int, generator: torch.Generator) -> Told:
    """Random pairs of texts."""
    pairs = drawn_pairs(lessons.source, count, drawing(generator))
    first = read(lessons.tokenizer, [pair.first for pair in pairs], generator.device)
    second = read(lessons.tokenizer, [pair.second for pair in pairs], generator.device)
    return Told(first, second, shares(pairs).to(generator.device))


def fitting(clips: Sequence[ClipWords], device: torch.device) -> Tensor:
    """How well the words of each clip fit each of the sounds: 1 its own and that of one with the same caption."""
    captions = _numbered([clip.caption for clip in clips])
    labels = _numbered([clip.label for clip in clips])
    same = captions[:, None] == captions
    alike = labels[:, None] == labels
    return torch.where(same, 1.0, _SAME_LABEL * alike).to(device)


def read(tokenizer: Any, texts: Sequence[str], device: torch.device) -> Read:
    """Texts as the text encoder takes them, as a person's prompt is read."""
    tokens = tokens_of(tokenizer, [said(text) for text in texts], MOST_TOKENS, to_the_most=False)
    return Read(tokens.ids.to(device), tokens.read.to(device))


def drawing(generator: torch.Generator) -> Random:
    """For what is drawn outside of torch; begun anew at each step, so that there is no more to remember."""
    return Random(int(torch.randint(2**31, (1,), generator=generator, device=generator.device)))


def _numbered(names: Sequence[str]) -> Tensor:
    numbers = {name: number for number, name in enumerate(dict.fromkeys(names))}
    return torch.tensor([numbers[name] for name in names])
