"""Regions of a source: from seconds, as people name them, to frames, in order and apart."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from engine.errors import RangeError

SHORTEST_SECONDS = 0.02
"""A region has room for its two cross-fades and something between them."""
MOST_REGIONS = 64

_TOLERATED_SECONDS = 0.001
"""Seconds may come as 32 bits: after some minutes they are off by a frame or more."""


@dataclass(frozen=True, slots=True, order=True)
class Region:
    """Frames from `start_frame` up to `end_frame`, without that one."""

    start_frame: int
    end_frame: int

    @property
    def frames(self) -> int:
        return self.end_frame - self.start_frame


class Source(Protocol):
    """Anything that has a length in frames and a rate in hertz."""

    @property
    def frames(self) -> int: ...

    @property
    def rate_hz(self) -> int: ...


def regions(spans: Sequence[tuple[float, float]], source: Source) -> tuple[Region, ...]:
    """Spans (start, end) in seconds as regions of a source: sorted, and merged where they touch or overlap.

    Raises `RangeError` for no region or more than 64, an end that isn't after its start, one outside of the source (by
    more than a millisecond), and one shorter than 20 ms.

    >>> import numpy as np
    >>> from engine import Audio
    >>> source = Audio(np.zeros((8000, 1), np.float32), 8000)
    >>> regions([(0.5, 0.75), (0.1, 0.2), (0.2, 0.3)], source)
    (Region(start_frame=800, end_frame=2400), Region(start_frame=4000, end_frame=6000))
    """
    if not spans:
        raise RangeError("An edit of regions needs at least one: give a start and an end in seconds.")
    merged = placed(spans, source)
    for region in merged:
        _check_length(region, source.rate_hz)
    if len(merged) > MOST_REGIONS:
        raise RangeError(f"{len(merged)} regions are too many: {MOST_REGIONS} at most; edit the others after these.")
    return merged


def placed(spans: Sequence[tuple[float, float]], source: Source) -> tuple[Region, ...]:
    """The same of spans that were checked at another rate, where the shortest had a frame more or less."""
    return _merged(sorted(_region(start, end, source) for start, end in spans))


def _region(start_seconds: float, end_seconds: float, source: Source) -> Region:
    seconds = source.frames / source.rate_hz
    if not (math.isfinite(start_seconds) and math.isfinite(end_seconds)):
        raise RangeError("A region's start and end must be numbers: give both in seconds.")
    if end_seconds <= start_seconds:
        raise RangeError(
            f"A region ends at {end_seconds:g} s but starts at {start_seconds:g} s: give an end after its start."
        )
    if start_seconds < 0 or end_seconds > seconds + _TOLERATED_SECONDS:
        raise RangeError(
            f"The region from {start_seconds:g} to {end_seconds:g} s lies outside of the source: "
            f"stay between 0 and {seconds:g} s."
        )
    start, end = round(start_seconds * source.rate_hz), round(end_seconds * source.rate_hz)
    return Region(min(start, source.frames), min(end, source.frames))


def _merged(ordered: Iterable[Region]) -> tuple[Region, ...]:
    apart: list[Region] = []
    for region in ordered:
        if apart and region.start_frame <= apart[-1].end_frame:
            apart[-1] = Region(apart[-1].start_frame, max(apart[-1].end_frame, region.end_frame))
        else:
            apart.append(region)
    return tuple(apart)


def _check_length(region: Region, rate_hz: int) -> None:
    if region.frames < math.floor(SHORTEST_SECONDS * rate_hz):
        raise RangeError(
            f"The region at {region.start_frame / rate_hz:g} s has {1000 * region.frames / rate_hz:.1f} ms: "
            f"make it {1000 * SHORTEST_SECONDS:.0f} ms or longer."
        )
