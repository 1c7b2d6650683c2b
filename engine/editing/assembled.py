"""What a model made for an edit, put together with its source: kept samples stay, seams can't be heard."""

import numpy as np

from engine.audio import Audio, Samples, exactly
from engine.editing.bandwidth import find_cutoff_hz, with_source_below
from engine.editing.extending import with_more_on_both_sides
from engine.editing.loops import closed
from engine.editing.regions import regions
from engine.editing.seams import with_regions_from
from engine.errors import RangeError
from engine.tasks import Extend, Inpaint, Loop, Upscale

Whole = Inpaint | Extend | Upscale | Loop
"""Edits of which nothing can sound before all of it is there."""


def assembled(task: Whole, source: Audio | None, generated: Audio, frames: int) -> Samples:
    """The samples (frames, channels) of a take, from what was generated in its rate and channels.

    `generated` is as long as the take, for `Loop` 30 ms longer. Raises `RangeError` for regions outside of the source.
    """
    if isinstance(task, Loop):
        return closed(generated.samples, frames, generated.rate_hz)
    assert source is not None, "an edit comes with its source"
    made = exactly(generated.samples, frames)
    match task:
        case Inpaint(regions=spans):
            return with_regions_from(source, made, regions(spans, source)).samples
        case Extend(side=side):
            before, after = _added(made, source.frames, side)
            return with_more_on_both_sides(source, before, after).samples
        case Upscale(cutoff_hz=cutoff_hz):
            assert cutoff_hz is not None, "the cutoff is found before anything is generated"
            return with_source_below(source, Audio(made, source.rate_hz), cutoff_hz).samples


def cutoff_of(task: Upscale, source: Audio) -> float:
    """Where a source ends, in hertz, or where it is said to. Raises `RangeError` for one that goes all the way up."""
    found = task.cutoff_hz or find_cutoff_hz(source)
    if found is None:
        raise RangeError("The sound goes all the way up already: give `cutoff` to have what is above it made anew.")
    return found


def _added(made: Samples, kept: int, side: str) -> tuple[Samples, Samples]:
    """What comes before and after the `kept` frames."""
    added = len(made) - kept
    first = {"end": 0, "start": added, "both": added // 2}[side]
    before, _, after = np.split(made, [first, first + kept])
    return before, after
