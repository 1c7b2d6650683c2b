"""Where a sound is cut into windows that a model can hear at once: around regions, or overlapping all along. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from engine.editing.regions import SHORTEST_SECONDS, Region

OVERLAP_SECONDS = 1.0
"""How long two windows go on together while one gives way to the other; a quarter of a window at most."""
_BESIDE = 8
"""A window has at least this part of its length, on each side of what it makes, as context or to be thrown away."""


@dataclass(frozen=True, slots=True)
class Filling:
    """One window of an edit of regions, all in frames of the take.

    The model hears `window` and makes the `opened` regions in it anew, of which the `kept` ones are used. `known` is
    the part around them that is there already: what it holds beside them is what they have to fit.
    """

    window: Region
    opened: tuple[Region, ...]
    kept: tuple[Region, ...]
    known: Region


def fillings(regions: Sequence[Region], frames: int, most: int, rate_hz: int) -> tuple[Filling, ...]:
    """Windows of at most `most` frames that make all regions of a sound of `frames` frames anew, in this order.

    One window where the sound fits into it. Else each window lies around as many regions as there is room for, with as
    much context on both sides as it can have; a region that is too long for one is made in several, each of which goes
    on from the last. Regions are in order and apart.
    """
    if frames <= most:
        whole = Region(0, frames)
        return (Filling(whole, tuple(regions), tuple(regions), whole),)
    unmade, planned = list(regions), []
    for kept in _groups(regions, most - 2 * (most // _BESIDE)):
        left = [rest for region in unmade if (rest := _without(region, kept)).frames]
        window = _window(kept, left, frames, most)
        known = Region(window.start_frame, min([window.end_frame, *(region.start_frame for region in left)]))
        planned.append(Filling(window, tuple(_inside(unmade, window, rate_hz)), kept, known))
        unmade = left
    return tuple(planned)


def extensions(source_frames: int, added: int, side: str, most: int, rate_hz: int) -> tuple[Filling, ...]:
    """Windows that add frames to a sound: before its start from there backwards, after its end onwards."""
    before, after = (0 if side == "end" else added), (0 if side == "start" else added)
    end, total = before + source_frames, before + source_frames + after
    sides = tuple(region for region in (Region(0, before), Region(end, total)) if region.frames)
    if total <= most:
        return fillings(sides, total, most, rate_hz)
    backwards = fillings((Region(source_frames, end),), end, most, rate_hz) if before else ()
    onwards = fillings((Region(end, total),), total, most, rate_hz) if after else ()
    return (*(_mirrored(filling, end) for filling in backwards), *onwards)


def overlapping(frames: int, most: int, rate_hz: int) -> tuple[Region, ...]:
    """Windows of one length, `most` frames at most, that cover a sound; each begins before the last one's end.

    >>> overlapping(100, 40, 10)
    (Region(start_frame=0, end_frame=40), Region(start_frame=30, end_frame=70), Region(start_frame=60, end_frame=100))
    """
    overlap = min(round(OVERLAP_SECONDS * rate_hz), most // 4)
    count = max(1, -(-(frames - overlap) // (most - overlap)))
    length = -(-(frames + (count - 1) * overlap) // count)
    starts = [round(index * (frames - length) / max(1, count - 1)) for index in range(count)]
    return tuple(Region(start, start + length) for start in starts)


def _groups(regions: Iterable[Region], most: int) -> Iterator[tuple[Region, ...]]:
    """Regions that are made together, within `most` frames; a longer region in parts of one length."""
    group: tuple[Region, ...] = ()
    for region in regions:
        if group and region.end_frame - group[0].start_frame > most:
            yield group
            group = ()
        if region.frames > most:
            yield from ((part,) for part in _parts(region, -(-region.frames // most)))
        else:
            group = (*group, region)
    if group:
        yield group


def _parts(region: Region, count: int) -> Iterator[Region]:
    bounds = [region.start_frame + region.frames * index // count for index in range(count + 1)]
    return (Region(start, end) for start, end in pairwise(bounds))


def _without(region: Region, made: Sequence[Region]) -> Region:
    """What is left of a region when its beginning, or all of it, was made."""
    inside = [each.end_frame for each in made if region.start_frame <= each.start_frame < region.end_frame]
    return Region(max([region.start_frame, *inside]), region.end_frame)


def _window(kept: Sequence[Region], left: Sequence[Region], frames: int, most: int) -> Region:
    """A window around what is made: with context on both sides, or mostly before where the region goes on after it."""
    first, last = kept[0].start_frame, kept[-1].end_frame
    goes_on = any(region.start_frame == last for region in left)
    after = most // _BESIDE if goes_on else (most - (last - first)) // 2
    end = min(frames, last + after)
    start = max(0, min(end - most, first))
    return Region(start, min(frames, start + most))


def _inside(regions: Iterable[Region], window: Region, rate_hz: int) -> Iterator[Region]:
    """What a window has of each region; less than a region can have is left out."""
    for region in regions:
        cut = Region(max(region.start_frame, window.start_frame), min(region.end_frame, window.end_frame))
        if cut == region or cut.frames > SHORTEST_SECONDS * rate_hz + 1:
            yield cut


def _mirrored(filling: Filling, frames: int) -> Filling:
    """The same in a sound that runs backwards."""

    def turned(region: Region) -> Region:
        return Region(frames - region.end_frame, frames - region.start_frame)

    opened, kept = (tuple(turned(region) for region in reversed(each)) for each in (filling.opened, filling.kept))
    return Filling(turned(filling.window), opened, kept, turned(filling.known))
