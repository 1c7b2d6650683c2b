"""How long a take of a task is, on how many channels and at which rate. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.audio import Audio, frames_of
from engine.editing.loops import FADE_SECONDS
from engine.take_memory import TakeShape
from engine.tasks import Edit, Extend, Generate, Loop, Morph, Task, Upscale

MOST_SOURCES = {Generate: 0, Morph: 2}
"""Tasks that take another number of sources than one; `Loop` takes one or none."""


@dataclass(frozen=True, slots=True)
class TakeForm:
    """A take's frames, channels and rate in hertz."""

    frames: int
    channels: int
    rate_hz: int

    @property
    def seconds(self) -> float:
        return self.frames / self.rate_hz


def take_form(task: Task, sources: Sequence[TakeShape], channels: int, rate_hz: int) -> TakeForm:
    """The form of a take of that task.

    New sound has the model's channels and the rate that is asked for, an edit those of its first source; what is
    upscaled has the rate that is asked for where that is the higher one.
    """
    if not sources:
        return TakeForm(frames_of(_new_seconds(task), rate_hz), channels, rate_hz)
    source = sources[0]
    match task:
        case Extend():
            frames = source.frames + sum(added_frames(task, source.rate_hz))
        case Loop(seconds=seconds):
            frames = frames_of(seconds, source.rate_hz)
        case Upscale():
            higher_hz = max(rate_hz, source.rate_hz)
            return TakeForm(frames_of(source.frames / source.rate_hz, higher_hz), source.channels, higher_hz)
        case _:
            frames = source.frames
    return TakeForm(frames, source.channels, source.rate_hz)


def added_frames(task: Extend, rate_hz: int) -> tuple[int, int]:
    """How many frames come before and after the sound that goes on."""
    added = frames_of(task.seconds, rate_hz)
    return (0 if task.side == "end" else added), (0 if task.side == "start" else added)


def edited_frames(task: Edit, sources: Sequence[Audio], rate_hz: int) -> int:
    """How many frames a model gives for an edit, at its own rate, of sources as it hears them: what is asked for, and
    checked, by one rule. A loop has 30 ms more than the take, which give way to its start."""
    match task:
        case Loop(seconds=seconds):
            return frames_of(seconds + FADE_SECONDS, rate_hz)
        case Extend(seconds=seconds, side=side):
            return frames_of(sources[0].seconds + (2 if side == "both" else 1) * seconds, rate_hz)
        case _:
            return sources[0].frames


def check_sources(task: Task, sources: Sequence[TakeShape]) -> None:
    """Raise `ValueError` for a task with more or fewer sources than it takes."""
    fewest = 0 if isinstance(task, (Generate, Loop)) else 1
    most = MOST_SOURCES.get(type(task), 1)
    if not fewest <= len(sources) <= most:
        raise ValueError(f"{type(task).__name__} takes {fewest} to {most} sources, {len(sources)} came.")


def _new_seconds(task: Task) -> float:
    assert isinstance(task, (Generate, Loop)), "an edit comes with its source"
    return task.seconds
