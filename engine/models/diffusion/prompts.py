"""Words and controls of a request in the form that its family reads, and what the person should know of them."""

import re
from dataclasses import replace
from math import nan

import torch
from torch import Tensor

from engine.families.family import Condition, Family, FamilyCard, Foretelling
from engine.models.words.controls import Controls, left_out, notes_in, with_controls
from engine.models.words.known import unknown
from engine.models.words.saying import said
from engine.tasks import Style

_SHORTEST_SECONDS = 0.1
_AFTER_EACH_OTHER = re.compile(r"\b(?:and )?then\b|\bfollowed by\b")


def told(family: Family, prompt: str, style: Style, seconds: float) -> Condition:
    """A prompt under the rest of a style; nothing said and nothing set is still "", by which a network is told nothing.

    What is set is told of what it should not be as well, so that words are led away from words alone; and the prompt
    once more without it, to be led away from.
    """
    if not family.card.controls:
        return family.condition([prompt], [style.negative], seconds)
    read, controls = family.card.thesaurus.read, style.controls
    words, negative = read(said(prompt)), read(said(style.negative))
    condition = family.condition([with_controls(words, controls)], [with_controls(negative, controls)], seconds)
    if not controls.tokens():
        return condition
    unset = family.condition([words], [negative], seconds).positive
    return replace(condition, unset=unset, shares=_shares(family.card, controls))


def _shares(card: FamilyCard, controls: Controls) -> Tensor | None:
    """The descriptors that are set (1, 5), NaN for the others; None where none is."""
    shares = controls.shares()
    if all(each is None for each in shares):
        return None
    return torch.tensor([[nan if each is None else each for each in shares]], device=card.device)


def sounding_seconds(family: Family, prompt: str, controls: Controls, seconds: float) -> float:
    """How much of a new sound of so many seconds is not the silence after it.

    As much as is set, else as what is named in the prompt lasts, one after the other if it says so.
    """
    card = family.card
    if controls.length is not None and card.scale is not None:
        lengths = card.scale.from_share([0.0 if each is None else each for each in controls.shares()])
        return min(seconds, max(_SHORTEST_SECONDS, float(2.0**lengths.length)))
    if not isinstance(family, Foretelling):
        return seconds
    named = [words for words in _AFTER_EACH_OTHER.split(said(prompt)) if words.strip()] or [""]
    lasting = sum(family.lasting_seconds(card.thesaurus.read(words)) for words in named)
    return min(seconds, max(_SHORTEST_SECONDS, lasting))


def note_asked(family: Family, style: Style) -> int | None:
    """The MIDI note that is set, or else the only one in the prompt; None where there is none or are several."""
    if not family.card.controls:
        return None
    asked = notes_in(with_controls(said(style.prompt), style.controls))
    return asked[0] if len(asked) == 1 else None


def notes_of(model: str, card: FamilyCard, style: Style, to: str = "") -> tuple[str, ...]:
    """Sentences on what the model of that name can't be told, or which of the words it doesn't know."""
    if not card.controls:
        return left_out(model, style.controls)
    return tuple(note for text in (style.prompt, style.negative, to) for note in unknown(model, text, card.known_words))
