"""Words and controls of a request in the form that its family reads, and what the person should know of them."""

from dataclasses import replace

from engine.families.family import Condition, Family, FamilyCard
from engine.models.words.controls import left_out, notes_in, with_controls
from engine.models.words.known import unknown
from engine.models.words.saying import said
from engine.tasks import Style


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
    return replace(condition, unset=family.condition([words], [negative], seconds).positive)


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
