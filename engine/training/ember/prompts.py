"""A prompt for an item, drawn anew each time: words as people type them, often with what may be set beside them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from engine.descriptors.descriptors import Descriptors
from engine.descriptors.scale import Scale, fitted
from engine.models.words.controls import Controls, with_controls
from engine.models.words.saying import said
from engine.training.ember.items import Item
from engine.training.words.clip_words import DIGITS, ClipWords
from engine.training.words.lexicon import Lexicon
from engine.training.words.paraphrases import paraphrase

PromptOf = Callable[[Item, Random], str]

_NOTE = 0.5
_NONE, _ALL = 0.35, 0.15
"""How often no descriptor is set, and how often all are; else each is as often as not."""
_DIGITS_OF_EACH = 40


@dataclass(frozen=True, slots=True)
class Prompting:
    """What prompts are made of: the lexicon, and how descriptors lie between 0 and 1."""

    lexicon: Lexicon
    scale: Scale | None

    def __call__(self, item: Item, random: Random) -> str:
        """Words for an item, with control tokens of its note and of some of its descriptors."""
        words = self._words(item, random)
        return with_controls(said(words), self._controls(item, random))

    def _words(self, item: Item, random: Random) -> str:
        """Of two sounds, and of a clip that was transposed, the caption: what it was called may name another note."""
        if item.kind != "one":
            return item.caption
        note = None if item.note is None else round(item.note)
        clip = ClipWords(item.caption, item.label, (), item.category, note, item.seconds)
        return paraphrase(clip, self.lexicon, random)

    def _controls(self, item: Item, random: Random) -> Controls:
        note = None if item.note is None or random.random() >= _NOTE else round(item.note)
        if item.descriptors is None or self.scale is None:
            return Controls(note)
        drawn = random.random()
        often = 0.0 if drawn < _NONE else 1.0 if drawn < _NONE + _ALL else 0.5
        shares = self.scale.to_share(item.descriptors)
        return Controls(note, *(share if random.random() < often else None for share in shares))


def scale_of(items: Sequence[Item]) -> Scale | None:
    """How descriptors lie over the training items as they are, few digits among them; None where none were measured."""
    digits: dict[str, int] = {}
    measured = []
    for item in items:
        if item.valid or item.variant or item.kind != "one" or item.descriptors is None:
            continue
        digits[item.label] = digits.get(item.label, 0) + (item.category == DIGITS)
        if digits[item.label] <= _DIGITS_OF_EACH:
            measured.append(Descriptors(*item.descriptors))
    return fitted(measured) if measured else None
