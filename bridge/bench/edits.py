"""Clips of a model of real size with random weights, beside diffusers' own call and a script; without a Warmtone."""

import statistics
from collections.abc import Sequence

from bridge.bench.effort import Effort
from bridge.bench.figure import Figure, percentile
from bridge.settings import Settings
from engine import time_edits

CLIP = Figure("edits: clip, over diffusers'", None, "times", 1.0)
FIRST = Figure("edits: first clip, over a script's", None, "times", 0.05)
OWN = Figure("edits: Warmtone's own time", None, "% of a clip", 5.0)
HALVED = Figure("edits: clip in bfloat16, over float32", None, "times", 0.56)
CANCEL = Figure("edits: cancel p99", None, "ms", 5.0)
FIGURES = (CLIP, FIRST, OWN, HALVED, CANCEL)

SLOW_IN_BFLOAT16 = "this processor multiplies no faster in bfloat16: measure on one with amx_bf16"


def measure_edits(settings: Settings, effort: Effort) -> list[Figure]:
    """In turns with equal weights and steps; a cancel is within reach where it takes one block and 5 ms."""
    speed = time_edits(effort.edit_rounds, effort.edit_seconds, effort.edit_cancels)
    theirs, ours, script = (statistics.median(each) for each in (speed.pipeline, speed.warmtone, speed.script))
    own = [100 * (1 - within / whole) for within, whole in zip(speed.networks, speed.warmtone, strict=True)]
    block_ms = 1e3 * speed.longest_block
    cancels = [1e3 * seconds for seconds in speed.cancels]
    says = f"AudioLDM-S, 5.12 s, 10 steps, {counted(speed.warmtone)}: {theirs:.2f} s theirs, {ours:.2f} s ours"
    return [
        CLIP.measured(ratio(speed.warmtone, speed.pipeline), says),
        FIRST.measured(
            ratio(speed.warmtone, speed.script), f"AudioLDM-S: {script:.2f} s the script, warm {ours:.2f} s"
        ),
        OWN.measured(statistics.median(own), "beside the networks' time, float32"),
        _halved(speed.bfloat16, speed.warmtone),
        Figure(CANCEL.name, None, "ms", block_ms + CANCEL.reach).measured(
            percentile(cancels, 99),
            f"{len(cancels)} cancels in {speed.cancelled_in}; the longest block takes {block_ms:.0f} ms",
        ),
    ]


def _halved(bfloat16: list[float], float32: list[float]) -> Figure:
    if not bfloat16:
        return HALVED.unmeasured(SLOW_IN_BFLOAT16)
    return HALVED.measured(ratio(bfloat16, float32), f"{statistics.median(bfloat16):.2f} s in bfloat16")


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The median over pairs of ours over theirs.

    >>> ratio([1.0, 1.0, 3.0], [2.0, 4.0, 4.0])
    0.5
    """
    return statistics.median(mine / other for mine, other in zip(ours, theirs, strict=True))


def counted(pairs: Sequence[float]) -> str:
    """How many pairs there are."""
    return "1 pair" if len(pairs) == 1 else f"{len(pairs)} pairs"
