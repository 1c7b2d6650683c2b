"""What of an edited take is its source's, bit for bit. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine.editing.regions import Region, Source, regions
from engine.take_form import added_frames
from engine.tasks import Extend, Inpaint, Task, Transform


@dataclass(frozen=True, slots=True)
class Kept:
    """So many frames of a take, from `take_frame` on, are those of its source from `source_frame` on."""

    take_frame: int
    source_frame: int
    frames: int


def kept_of(task: Task, source: Source) -> tuple[Kept, ...]:
    """What a task leaves as it was, in order; raises `RangeError` for regions outside of the source.

    >>> from engine import Audio
    >>> import numpy as np
    >>> kept_of(Inpaint(regions=((0.25, 0.5),)), Audio(np.zeros((8000, 1), np.float32), 8000))
    (Kept(take_frame=0, source_frame=0, frames=2000), Kept(take_frame=4000, source_frame=4000, frames=4000))
    """
    match task:
        case Inpaint(regions=spans):
            return tuple(_between(regions(spans, source), source.frames))
        case Extend():
            before, _ = added_frames(task, source.rate_hz)
            return (Kept(before, 0, source.frames),)
        case Transform(strength=0):
            return (Kept(0, 0, source.frames),)
        case _:
            return ()


def _between(opened: Iterable[Region], frames: int) -> Iterator[Kept]:
    start = 0
    for region in (*opened, Region(frames, frames)):
        if region.start_frame > start:
            yield Kept(start, start, region.start_frame - start)
        start = region.end_frame
