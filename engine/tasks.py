"""What can be asked of a model: frozen values that travel to the worker and into a take's recipe.

A model's limits are its own; a task only says what a person asked for.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Generate:
    """New sound from words, or from the model's own prior where the prompt is empty.

    `negative` names what the sound should not be. `seconds` is the length of the take.
    """

    prompt: str = ""
    negative: str = ""
    seconds: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Vary:
    """More like a sound that is there: `amount` 0 stays as near as the model can, 1 goes as far as it makes sense.

    The source's samples travel beside the task; the result has the source's rate, channels and frames.
    """

    amount: float = 0.3


Task = Generate | Vary
