"""A small model of Stable Audio 3's shape with Ember's codec: how soon it is heard; without a Warmtone."""

import statistics

from bridge.bench.effort import Effort
from bridge.bench.figure import Figure
from bridge.settings import Settings
from engine import time_small_model

WHOLE = Figure("small model: 5 s in 8 steps", None, "ms", 150.0)
FIRST_BLOCK = Figure("small model: first block of sound", None, "ms", 100.0)
FIRST_CLIP = Figure("small model: first clip, over a script's", None, "times", 0.05)
FIGURES = (WHOLE, FIRST_BLOCK, FIRST_CLIP)


def measure_small_model(settings: Settings, effort: Effort) -> list[Figure]:
    """Medians. Raises `ModelError` where the codec's weights can't be read."""
    speed = time_small_model(effort.small_clips, effort.edit_scripts)
    whole, script = statistics.median(speed.whole), statistics.median(speed.script)
    says = f"{speed.parameters / 1e6:.0f} M parameters, {speed.precision}, median of {len(speed.whole)}"
    return [
        WHOLE.measured(1e3 * whole, f"{says}; longest {1e3 * max(speed.whole):.0f} ms"),
        FIRST_BLOCK.measured(
            1e3 * statistics.median(speed.first_block), f"{speed.first_block_frames} frames of the same clips"
        ),
        FIRST_CLIP.measured(whole / script, f"{script:.1f} s the script, median of {len(speed.script)}"),
    ]
