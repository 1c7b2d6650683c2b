"""Clips of a model of real size with random weights, beside diffusers' own call; without a Warmtone."""

import statistics

from bridge.bench.effort import Effort
from bridge.bench.figure import Figure, percentile
from bridge.settings import Settings
from engine import time_edits

CLIP = Figure("edits: clip, over diffusers'", None, "times", 1.0)
HALVED = Figure("edits: clip in bfloat16, over float32", None, "times", 0.56)
OWN = Figure("edits: Warmtone's own time", None, "% of a clip", 5.0)
CANCEL = Figure("edits: cancel p99", None, "ms", 5.0)
FIGURES = (CLIP, HALVED, OWN, CANCEL)


def measure_edits(settings: Settings, effort: Effort) -> list[Figure]:
    """In turns with equal weights and steps; a cancel is within reach where it takes one block and 5 ms."""
    speed = time_edits(effort.edit_rounds, effort.edit_cancels)
    theirs, ours, fast = (statistics.median(each) for each in (speed.pipeline, speed.warmtone, speed.bfloat16))
    pairs = [mine / other for mine, other in zip(speed.warmtone, speed.pipeline, strict=True)]
    halves = [mine / other for mine, other in zip(speed.bfloat16, speed.warmtone, strict=True)]
    own = [100 * (1 - within / whole) for within, whole in zip(speed.networks, speed.warmtone, strict=True)]
    block_ms = 1e3 * speed.longest_block
    cancels = [1e3 * seconds for seconds in speed.cancels]
    says = f"AudioLDM-S, 5.12 s, 10 steps, {len(pairs)} pairs: {theirs:.2f} s theirs, {ours:.2f} s ours"
    return [
        CLIP.measured(statistics.median(pairs), says),
        HALVED.measured(statistics.median(halves), f"{fast:.2f} s in bfloat16"),
        OWN.measured(statistics.median(own), "beside the networks' time, float32"),
        Figure(CANCEL.name, None, "ms", block_ms + CANCEL.reach).measured(
            percentile(cancels, 99), f"{len(cancels)} cancels in bfloat16; the longest block takes {block_ms:.0f} ms"
        ),
    ]
