"""Regions of a take made anew, and takes that go on: as much as a model hears at once, window after window.

Called on the worker's only thread. What lies before the first region can sound while that is still being made.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from engine.asking import Making, edited, in_windows, is_heard_at_once, most_frames
from engine.audio import Audio, Samples, at_rate, exactly, with_channels
from engine.editing.regions import Region, regions
from engine.editing.seams import with_regions_from
from engine.editing.windows import Filling, extensions, fillings
from engine.models.contract import ModelCard
from engine.take_form import added_frames
from engine.tasks import Extend, Inpaint, Side


def filled(making: Making, task: Inpaint | Extend, source: Audio) -> Iterator[Samples]:
    """Blocks of the take (frames, channels) in the source's rate and channels, from its first frame on.

    Raises `RangeError` for regions outside of the source before anything is made.
    """
    whole, plan = _planned(making.model.card, task, source)
    heard, given = whole.samples.copy(), 0
    makings = in_windows(making, len(plan))
    for each, filling, ready in zip(makings, plan, _ready(plan), strict=True):
        yield heard[given:ready]
        given = ready
        made = _made(each, task, Audio(heard, whole.rate_hz), filling)
        _put(heard, made, filling, whole.rate_hz)
    yield heard[given:]


def _planned(card: ModelCard, task: Inpaint | Extend, source: Audio) -> tuple[Audio, Sequence[Filling]]:
    """The take with silence where nothing is yet, and its windows in the order in which they are made."""
    rate_hz = source.rate_hz
    if isinstance(task, Inpaint):
        most = _most(card, source.frames, rate_hz)
        return source, fillings(regions(task.regions, source), source.frames, most, rate_hz)
    before, after = added_frames(task, rate_hz)
    whole = Audio(np.pad(source.samples, ((before, after), (0, 0))), rate_hz)
    most = _most(card, whole.frames, rate_hz)
    return whole, extensions(source.frames, max(before, after), task.side, most, rate_hz)


def _most(card: ModelCard, frames: int, rate_hz: int) -> int:
    return frames if is_heard_at_once(card, frames, rate_hz) else most_frames(card, rate_hz)


def _ready(plan: Sequence[Filling]) -> Iterator[int]:
    """Up to which frame the take is there already when each window is begun."""
    for index in range(len(plan)):
        yield min(region.start_frame for filling in plan[index:] for region in filling.kept)


def _made(making: Making, task: Inpaint | Extend, heard: Audio, filling: Filling) -> Samples:
    """What the model makes of a window, in the take's rate and channels."""
    card = making.model.card
    asked, span = _asked(task, filling, heard.rate_hz)
    source = Audio(heard.samples[span.start_frame : span.end_frame], heard.rate_hz)
    blocks = list(edited(replace(making, sources=(source,)), asked))
    made = at_rate(Audio(np.concatenate(blocks), card.rate_hz), heard.rate_hz)
    return exactly(with_channels(made, heard.samples.shape[1]).samples, filling.window.frames)


def _asked(task: Inpaint | Extend, filling: Filling, rate_hz: int) -> tuple[Inpaint | Extend, Region]:
    """The same task for a window, and the frames of the take that are its source."""
    window, opened = filling.window, filling.opened
    if isinstance(task, Inpaint):
        first = window.start_frame
        spans = (((each.start_frame - first) / rate_hz, (each.end_frame - first) / rate_hz) for each in opened)
        return replace(task, regions=tuple(spans)), window
    start = opened[0].end_frame if opened[0].start_frame == window.start_frame else window.start_frame
    end = opened[-1].start_frame if opened[-1].end_frame == window.end_frame else window.end_frame
    side: Side = "both" if len(opened) > 1 else ("end" if start == window.start_frame else "start")
    return replace(task, seconds=opened[0].frames / rate_hz, side=side), Region(start, end)


def _put(heard: Samples, made: Samples, filling: Filling, rate_hz: int) -> None:
    known, first = filling.known, filling.window.start_frame
    there = slice(known.start_frame, known.end_frame)
    inside = tuple(
        Region(region.start_frame - known.start_frame, region.end_frame - known.start_frame) for region in filling.kept
    )
    generated = made[known.start_frame - first : known.end_frame - first]
    heard[there] = with_regions_from(Audio(heard[there], rate_hz), generated, inside).samples
