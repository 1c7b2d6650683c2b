"""An evaluation whose clips of a fixed length are short, on one thread."""

import pytest

from engine.evaluation.ember import knobs, notes, speed
from engine.models.diffusion import warming

_SECONDS = 0.2


def make_short(patch: pytest.MonkeyPatch) -> None:
    """Until the patch is undone."""
    for module, name in ((knobs, "_SECONDS"), (notes, "_SECONDS"), (speed, "SECONDS")):
        patch.setattr(module, name, _SECONDS)
    patch.setattr(warming, "cores", lambda: 1)
