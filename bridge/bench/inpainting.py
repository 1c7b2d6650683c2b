"""How far inpainting ends from the exact posterior: arithmetic, the same on every machine."""

from bridge.bench.effort import Effort
from bridge.bench.figure import Figure
from bridge.settings import Settings
from engine import measure_inpainting

MASKED = Figure("inpainting: error, 25 steps with masks", None, "W²", 0.01)
REPAINT = Figure("inpainting: error, RePaint 4 in 97 calls", None, "W²", 0.06)
FIGURES = (MASKED, REPAINT)


def measure_inpainting_errors(settings: Settings, effort: Effort) -> list[Figure]:
    """Squared Wasserstein distance a column of data with a variance of 1, the mean over 24 sources."""
    errors = measure_inpainting()
    return [
        MASKED.measured(errors.masked.mean, f"mean of 24 sources; replacement errs by {errors.replaced.mean:.2g}"),
        REPAINT.measured(errors.repainted.mean, f"mean of 24 sources; {errors.repainted.one_source:.2g} on the first"),
    ]
