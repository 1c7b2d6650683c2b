"""Ember's codec on this machine: a hop of a stream, of four streams, and five seconds whole; without a Warmtone."""

import statistics

from bridge.bench.effort import Effort
from bridge.bench.figure import Figure, percentile
from bridge.settings import Settings
from engine import time_codec

PRECISIONS = ("float32", "bfloat16")
DECODED = Figure("codec: 5 s decoded", None, "ms", 60.0)
ENCODED = Figure("codec: 5 s encoded", None, "ms", 60.0)


def _p50(precision: str) -> Figure:
    return Figure(f"codec: hop p50, {precision}", None, "ms", 1.5)


def _p99(precision: str) -> Figure:
    return Figure(f"codec: hop p99, {precision}", None, "ms", 2.5)


def _four(precision: str) -> Figure:
    return Figure(f"codec: hop of four streams p99, {precision}", None, "ms", 3.5)


FIGURES = (
    *(figure(precision) for precision in PRECISIONS for figure in (_p50, _p99, _four)),
    DECODED,
    ENCODED,
)


def measure_codec_speed(settings: Settings, effort: Effort) -> list[Figure]:
    """One thread for a hop, two for the whole. Raises `ModelError` where the weights can't be read."""
    speed = time_codec(effort.codec_hops)
    figures = []
    for precision in PRECISIONS:
        alone = [1e3 * seconds for seconds in speed.hops[precision]]
        four = [1e3 * seconds for seconds in speed.four_hops[precision]]
        says = f"{len(alone)} hops of 256 samples, one thread"
        figures += [
            _p50(precision).measured(percentile(alone, 50), says),
            _p99(precision).measured(percentile(alone, 99), f"the same; longest {max(alone):.1f} ms"),
            _four(precision).measured(percentile(four, 99), f"in one batch; p50 {percentile(four, 50):.2f} ms"),
        ]
    return [*figures, _median(DECODED, speed.decoded), _median(ENCODED, speed.encoded)]


def _median(figure: Figure, seconds: list[float]) -> Figure:
    says = f"two threads, median of {len(seconds)}; longest {1e3 * max(seconds):.0f} ms"
    return figure.measured(1e3 * statistics.median(seconds), says)
