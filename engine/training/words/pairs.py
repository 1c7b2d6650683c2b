"""Pairs of texts that mean nearly the same, for a text encoder to bring near to one another."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, combinations, pairwise

import torch
from torch import Tensor

from engine.models.words.saying import plain
from engine.training.words.clip_words import ClipWords
from engine.training.words.exchanging import narrowed
from engine.training.words.lexicon import Lexicon
from engine.training.words.paraphrases import paraphrase
from engine.training.words.texts import Texts, sentences

_SYNONYMS, _KINDS, _NAMES, _DESCRIPTIONS, _CAPTIONS = 1.0, 0.5, 1.0, 1.0, 0.2
"""How often a pair is drawn, relative to the others; those of a large group share what three have."""
_MOST_OF_A_GROUP = 3
_OF_CLIPS = 0.5
_NARROWED = 0.15
_LABELLED = 0.2


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts, a word for what both mean (others with it are no counterexamples), and how often it is drawn."""

    first: str
    second: str
    meaning: str
    weight: float


@dataclass(frozen=True, slots=True)
class PairSource:
    """Pairs with their summed weights, and the clips of each label."""

    pairs: tuple[Pair, ...]
    summed: tuple[float, ...]
    clips: tuple[tuple[ClipWords, ...], ...]
    lexicon: Lexicon


def pair_source(texts: Texts) -> PairSource:
    """What pairs are drawn from."""
    pairs = (*_synonyms(texts.lexicon), *_kinds(texts.lexicon), *_of_ontology(texts), *_of_captions(texts))
    labels: dict[str, list[ClipWords]] = {}
    for clip in texts.clips:
        labels.setdefault(clip.label, []).append(clip)
    summed = tuple(accumulate(pair.weight for pair in pairs))
    return PairSource(pairs, summed, tuple(tuple(clips) for clips in labels.values()), texts.lexicon)


def drawn_pairs(source: PairSource, count: int, draw: random.Random) -> list[Pair]:
    """About half of them two prompts of one clip, each label as likely as another; else pairs by their weights."""
    of_clips = sum(draw.random() < _OF_CLIPS for _ in range(count)) if source.clips else 0
    others = draw.choices(source.pairs, cum_weights=source.summed, k=count - of_clips) if source.pairs else []
    return [*(_of_a_clip(source, draw) for _ in range(of_clips)), *others]


def shares(pairs: Sequence[Pair]) -> Tensor:
    """Which second text answers which first one: float32 (pairs, pairs), rows with a sum of 1.

    A pair's own second text does, and that of every pair that means the same or has a text in common with it.
    """
    alike = torch.eye(len(pairs), dtype=torch.bool)
    for texts in ([pair.meaning for pair in pairs], [pair.first for pair in pairs], [pair.second for pair in pairs]):
        numbers = {text: number for number, text in enumerate(dict.fromkeys(texts))}
        row = torch.tensor([numbers[text] for text in texts])
        alike |= row[:, None] == row
    return alike.float() / alike.sum(1, keepdim=True)


def _of_a_clip(source: PairSource, draw: random.Random) -> Pair:
    """Prompts of two clips of one label; now and then with a poodle for a dog, or the label itself."""
    clips = draw.choice(source.clips)
    first, second = draw.choice(clips), draw.choice(clips)
    told = paraphrase(first, source.lexicon, draw)
    if draw.random() < _NARROWED:
        told = narrowed(plain(told), source.lexicon, draw)
    other = second.label if draw.random() < _LABELLED else paraphrase(second, source.lexicon, draw)
    return Pair(told, other, _meaning(first.label, source.lexicon), 1.0)


def _meaning(words: str, lexicon: Lexicon) -> str:
    """The pack's word for some words."""
    group = lexicon.synonyms(plain(words))
    return plain(group[0] if group else words)


def _synonyms(lexicon: Lexicon) -> Iterator[Pair]:
    for group in lexicon.groups:
        couples = [(first, second) for first, second in combinations(group, 2) if plain(first) != plain(second)]
        weight = _SYNONYMS * min(1.0, _MOST_OF_A_GROUP / max(1, len(couples)))
        yield from (Pair(first, second, _meaning(first, lexicon), weight) for first, second in couples)


def _kinds(lexicon: Lexicon) -> Iterator[Pair]:
    """A word that is in no group is known by what it is a kind of, and means that."""
    for word, kind in lexicon.kinds:
        known = word if lexicon.synonyms(plain(word)) else kind
        yield Pair(word, kind, _meaning(known, lexicon), _KINDS)


def _of_ontology(texts: Texts) -> Iterator[Pair]:
    for sound in texts.ontology:
        meaning = _meaning(sound.names[0], texts.lexicon)
        for sentence in sentences(sound.description)[:1]:
            yield Pair(sound.names[0], sentence, meaning, _DESCRIPTIONS)
        for other in sound.names[1:]:
            yield Pair(sound.names[0], other, meaning, _NAMES)


def _of_captions(texts: Texts) -> Iterator[Pair]:
    for number, said in enumerate(texts.captions):
        weight = _CAPTIONS / max(1, len(said) - 1)
        for first, second in pairwise(said):
            yield Pair(first, second, f"caption {number}", weight)
