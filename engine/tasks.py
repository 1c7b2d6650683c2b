"""What can be asked of a model: frozen values that travel to the worker and into a take's recipe.

A model's limits are its own; a task only says what a person asked for. Sources travel beside the task, and the result
of an edit has the rate and the channels of its first one.
"""

from dataclasses import dataclass, field
from typing import Literal

from engine.models.words.controls import Controls

Side = Literal["end", "start", "both"]
"""Where a sound goes on."""
Follows = Literal["around", "words"]
"""What a region is made like: what is around it, or what the words say, however unlike that may be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """What a sound should be like, and should not be, in words and by controls, and how it is sampled.

    `steps` are those of the sampler, `guidance` how strictly it follows the words; None is as the model likes it.
    """

    prompt: str = ""
    negative: str = ""
    steps: int | None = None
    guidance: float | None = None
    controls: Controls = field(default_factory=Controls)


@dataclass(frozen=True, slots=True, kw_only=True)
class Generate:
    """New sound from words, or from the model's own prior where the prompt is empty.

    `negative` names what the sound should not be. `seconds` is the length of the take. Steps, guidance and controls are
    as in `Style`; a model without a sampler takes no notice of the first two.
    """

    prompt: str = ""
    negative: str = ""
    seconds: float = 1.0
    steps: int | None = None
    guidance: float | None = None
    controls: Controls = field(default_factory=Controls)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vary:
    """More like a sound that is there: `amount` 0 stays as near as the model can, 1 goes as far as it makes sense.

    The prompt says what the sound is, for models that can be told. The source's samples travel beside the task; the
    result has the source's rate, channels and frames.
    """

    amount: float = 0.3
    prompt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transform:
    """A sound made anew after words: `strength` 0 copies it, 1 keeps its length only."""

    strength: float = 0.5
    style: Style = field(default_factory=Style)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inpaint:
    """Some regions of a sound made anew, spans (start, end) in seconds; elsewhere it stays bit for bit.

    `thorough` asks for the slower way where a model has two.
    """

    regions: tuple[tuple[float, float], ...]
    thorough: bool = False
    follows: Follows = "around"
    style: Style = field(default_factory=Style)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extend:
    """More of a sound: so many seconds after its end, before its start, or on each side."""

    seconds: float = 1.0
    side: Side = "end"
    style: Style = field(default_factory=Style)


@dataclass(frozen=True, slots=True, kw_only=True)
class Upscale:
    """What a dull recording lacks above its cutoff in hertz; None finds the cutoff."""

    cutoff_hz: float | None = None
    style: Style = field(default_factory=Style)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loop:
    """A sound whose end runs into its start: new, or made of a source; `seconds` are its exact length."""

    seconds: float = 2.0
    style: Style = field(default_factory=Style)


@dataclass(frozen=True, slots=True, kw_only=True)
class Morph:
    """A sound between two: `amount` 0 is the first, 1 the second. `to` are the words of the second."""

    amount: float = 0.5
    to: str = ""
    style: Style = field(default_factory=Style)


Edit = Transform | Inpaint | Extend | Upscale | Loop | Morph
Task = Generate | Vary | Edit


def name_of(task: Task) -> str:
    """A task as a person calls it.

    >>> name_of(Inpaint(regions=((0.5, 0.7),)))
    'inpaint'
    """
    return type(task).__name__.lower()
