"""A clip that errs no more than diffusers' own, in as few steps as each sampler takes for that."""

import statistics

from bridge.bench.edits import counted, ratio
from bridge.bench.effort import Effort
from bridge.bench.figure import Figure
from bridge.settings import Settings
from engine import time_equal_error

EQUAL = Figure("edits: clip of equal error, over diffusers'", None, "times", 0.25)
FIGURES = (EQUAL,)


def measure_equal_error(settings: Settings, effort: Effort) -> list[Figure]:
    """Steps are those of an exact score; their time is AudioLDM-S's, in turns."""
    speed = time_equal_error(effort.edit_rounds, effort.edit_seconds)
    theirs, ours = statistics.median(speed.pipeline), statistics.median(speed.warmtone)
    says = (
        f"error {speed.own_error:.2g} in {speed.own_steps} steps, {speed.their_error:.2g} in {speed.their_steps} of "
        f"DDIM; AudioLDM-S, 1.28 s, {counted(speed.warmtone)}: {theirs:.2f} s theirs, {ours:.2f} s ours"
    )
    return [EQUAL.measured(ratio(speed.warmtone, speed.pipeline), says)]
