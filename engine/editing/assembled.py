"""What a model made for an edit of all of a sound, put together with its source."""

from engine.audio import Audio, Samples, exactly
from engine.editing.bandwidth import find_cutoff_hz, with_source_below
from engine.editing.loops import closed
from engine.errors import RangeError
from engine.tasks import Loop, Upscale

Whole = Upscale | Loop
"""Edits of which nothing can sound before all of it is there."""


def assembled(task: Whole, source: Audio | None, generated: Audio, frames: int) -> Samples:
    """The samples (frames, channels) of a take, from what was generated in its rate and channels.

    `generated` is as long as the take, for `Loop` 30 ms longer.
    """
    if isinstance(task, Loop):
        return closed(generated.samples, frames, generated.rate_hz)
    assert source is not None, "an edit comes with its source"
    assert task.cutoff_hz is not None, "the cutoff is found before anything is generated"
    made = Audio(exactly(generated.samples, frames), source.rate_hz)
    return with_source_below(source, made, task.cutoff_hz).samples


def cutoff_of(task: Upscale, source: Audio) -> float:
    """Where a source ends, in hertz, or where it is said to. Raises `RangeError` for one that goes all the way up."""
    found = task.cutoff_hz or find_cutoff_hz(source)
    if found is None:
        raise RangeError("The sound goes all the way up already: give `cutoff` to have what is above it made anew.")
    return found
