"""How a folder says that its model is best sampled, where a request doesn't say.

`warmtone.json` beside `model_index.json`: {"steps": 16, "guidance": 2.0}, both of them and nothing else.
"""

from dataclasses import dataclass
from pathlib import Path

from engine.errors import ModelError, RangeError
from engine.families.folder import json_of

OWN_FILE = "warmtone.json"
MOST_STEPS = 1000
MOST_GUIDANCE = 30.0

_MOST_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Defaults:
    """Steps, 1 to 1000, and guidance, 0 to 30; raises `RangeError` for others."""

    steps: int
    guidance: float

    def __post_init__(self) -> None:
        # True and False are numbers, too.
        steps_fit = type(self.steps) is int and 1 <= self.steps <= MOST_STEPS
        guidance_fits = type(self.guidance) in (int, float) and 0 <= self.guidance <= MOST_GUIDANCE
        if not steps_fit or not guidance_fits:
            raise RangeError(
                f"A model is sampled in 1 to {MOST_STEPS} steps, a whole number, with a guidance of 0 to "
                f"{MOST_GUIDANCE:g}; steps {self.steps!r} and guidance {self.guidance!r} came."
            )


def defaults_in(folder: Path) -> Defaults | None:
    """What a folder says, None where it says nothing; raises `ModelError` for a file that says anything else."""
    file = folder / OWN_FILE
    if not file.exists():
        return None
    if file.stat().st_size > _MOST_BYTES:
        raise ModelError(f"{file} is longer than {_MOST_BYTES} bytes; it holds steps and guidance: get the model anew.")
    content = json_of(file)
    if content.keys() != {"steps", "guidance"}:
        raise ModelError(
            f"{file} holds {', '.join(sorted(content)) or 'nothing'}; steps and guidance, both, were expected: get the "
            "model anew."
        )
    try:
        return Defaults(**content)
    except RangeError as error:
        raise ModelError(f"{file} can't be used: {error}") from error
