"""How a folder says that its model is best sampled, where a request doesn't say.

`warmtone.json` beside `model_index.json`: {"steps": 16, "guidance": 2.0}, both of them, and maybe "around": 0.8
and "in_turns": true.
"""

from dataclasses import dataclass
from pathlib import Path

from engine.errors import ModelError, RangeError
from engine.families.folder import json_of

OWN_FILE = "warmtone.json"
MOST_STEPS = 1000
MOST_GUIDANCE = 30.0

_MOST_BYTES = 4096
_NEEDED = frozenset({"steps", "guidance"})
_POSSIBLE = frozenset({"around", "in_turns"})


@dataclass(frozen=True, slots=True)
class Defaults:
    """Steps, 1 to 1000, guidance, 0 to 30, `around`, above 0 to 1, and `in_turns`; raises `RangeError` for others.

    `around` is how much noise a filled region begins with beside what is around it, as the strength of an edit; 1 is
    noise alone. `in_turns` tells that words are followed as well where guidance is not found anew at every step.
    """

    steps: int
    guidance: float
    around: float = 1.0
    in_turns: bool = False

    def __post_init__(self) -> None:
        # True and False are numbers, too.
        steps_fit = type(self.steps) is int and 1 <= self.steps <= MOST_STEPS
        guidance_fits = type(self.guidance) in (int, float) and 0 <= self.guidance <= MOST_GUIDANCE
        around_fits = type(self.around) in (int, float) and 0 < self.around <= 1
        if not (steps_fit and guidance_fits and around_fits and type(self.in_turns) is bool):
            raise RangeError(
                f"A model is sampled in 1 to {MOST_STEPS} steps, a whole number, with a guidance of 0 to "
                f"{MOST_GUIDANCE:g}, around from above 0 to 1, and in_turns true or false; steps {self.steps!r}, "
                f"guidance {self.guidance!r}, around {self.around!r} and in_turns {self.in_turns!r} came."
            )


def defaults_in(folder: Path) -> Defaults | None:
    """What a folder says, None where it says nothing; raises `ModelError` for a file that says anything else."""
    file = folder / OWN_FILE
    if not file.exists():
        return None
    if file.stat().st_size > _MOST_BYTES:
        raise ModelError(f"{file} is longer than {_MOST_BYTES} bytes; it holds steps and guidance: get the model anew.")
    content = json_of(file)
    if not _NEEDED <= content.keys() <= _NEEDED | _POSSIBLE:
        raise ModelError(
            f"{file} holds {', '.join(sorted(content)) or 'nothing'}; steps and guidance, both, and maybe around and "
            "in_turns were expected: get the model anew."
        )
    try:
        return Defaults(**content)
    except RangeError as error:
        raise ModelError(f"{file} can't be used: {error}") from error
