"""What each edit does with its sources: which latents are sampled, and what of their sound is the edit's."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import torch
from torch import Tensor

from engine.audio import Audio, exactly, frames_of
from engine.editing.loops import FADE_SECONDS
from engine.editing.regions import Region, placed
from engine.families.columns import columns_of, window_of
from engine.families.family import Family
from engine.models.diffusion.going_on import most_columns, ring, windows_of_ring
from engine.models.diffusion.latents import around, brightened, inpainted, looped, mixed, morphed, transformed
from engine.models.diffusion.prompts import sounding_seconds, told
from engine.models.diffusion.sampling import Sampling
from engine.tasks import Edit, Extend, Follows, Inpaint, Loop, Morph, Transform, Upscale

UPSCALE_STRENGTH = 0.5
"""How much noise a dull sound is laid under where no row of its latents is a frequency: enough to lose how dull it was,
too little to lose what it is."""
_CONTEXT_COLUMNS = 8
"""Columns decoded before and after a loop, so that both its ends are heard as if it went round."""

LatentsOf = Callable[[Sampling], Tensor]
"""Called under a request's words; gives clean latents."""


@dataclass(frozen=True, slots=True, eq=False)
class Edited:
    """An edit's latents, how many frames of their sound come before it, and in how many windows they are sampled."""

    latents_of: LatentsOf
    skipped: int = 0
    windows: int = 1


def edited(family: Family, task: Edit, sources: tuple[Audio, ...], frames: int, longest_seconds: float) -> Edited:
    """How a family, which hears so many seconds at once, makes an edit of that many frames."""
    match task:
        case Transform(strength=strength):
            return Edited(lambda sampling: transformed(sampling, _heard(family, sources[0]), strength))
        case Inpaint(regions=spans):
            opened = placed(spans, sources[0])
            return Edited(_filled(family, sources[0], opened, task.thorough, task.follows))
        case Extend(side=side):
            return Edited(_extended(family, sources[0], side, frames))
        case Upscale(cutoff_hz=cutoff_hz):
            return Edited(lambda sampling: _brightened(sampling, sources[0], cutoff_hz))
        case Loop():
            return _looped(family, task, sources, frames, longest_seconds)
        case Morph():
            return Edited(lambda sampling: _between(sampling, task, sources))


def _brightened(sampling: Sampling, source: Audio, cutoff_hz: float | None) -> Tensor:
    """Where rows are frequencies those above the cutoff are made anew; elsewhere all of it, near to the source."""
    assert cutoff_hz is not None, "the cutoff is found before anything is generated"
    heard, known_rows = _heard(sampling.family, source), sampling.family.rows_below(cutoff_hz)
    if known_rows is None:
        return transformed(sampling, heard, UPSCALE_STRENGTH)
    return brightened(sampling, heard, known_rows)


def _filled(
    family: Family, source: Audio, opened: tuple[Region, ...], thorough: bool = False, follows: Follows = "around"
) -> LatentsOf:
    mask = _mask(family, source.frames, opened)
    return lambda sampling: inpainted(sampling, _heard(family, source), mask, thorough, follows)


def _extended(family: Family, source: Audio, side: str, frames: int) -> LatentsOf:
    """What is added is a region of a source that has silence there."""
    added = frames - source.frames
    first = {"end": 0, "start": added, "both": added // 2}[side]
    whole = np.zeros((frames, source.channels), np.float32)
    whole[first : first + source.frames] = source.samples
    sides = (Region(0, first), Region(first + source.frames, frames))
    opened = tuple(region for region in sides if region.frames)
    return _filled(family, Audio(whole, source.rate_hz), opened)


def _looped(family: Family, task: Loop, sources: tuple[Audio, ...], frames: int, longest_seconds: float) -> Edited:
    """A ring of latents, decoded with what is round the corner on both sides."""
    card = family.card
    fade_frames = frames_of(FADE_SECONDS, card.rate_hz)
    columns, after = columns_of(frames - fade_frames, card), columns_of(fade_frames, card)
    hop, most = card.frames_per_column, most_columns(card, longest_seconds)
    if columns > columns_of(frames_of(longest_seconds, card.rate_hz), card):
        lost = _lost_columns(family, task, most)
        windows, on_ring = windows_of_ring(columns, most, lost), partial(ring, columns=columns, most=most, lost=lost)
    else:
        source = _as_long(sources[0], columns * hop) if sources else None
        windows, on_ring = 1, partial(_turned, source=source, columns=columns)

    def latents_of(sampling: Sampling) -> Tensor:
        return around(on_ring(sampling), _CONTEXT_COLUMNS, _CONTEXT_COLUMNS + after)

    return Edited(latents_of, _CONTEXT_COLUMNS * hop, windows)


def _lost_columns(family: Family, task: Loop, most: int) -> int:
    """How much of its beginning, where it comes up, a loop of what goes on does without; a hit is its beginning."""
    seconds = most // 4 * family.card.frames_per_column / family.card.rate_hz
    sounding = sounding_seconds(family, task.style.prompt, task.style.controls, task.seconds)
    return most // 4 if sounding >= 2 * seconds else 0


def _turned(sampling: Sampling, source: Audio | None, columns: int) -> Tensor:
    """A ring that is heard at once, new or near to a source."""
    return looped(sampling, columns, None if source is None else _heard(sampling.family, source)[:, :, :columns])


def _between(sampling: Sampling, task: Morph, sources: tuple[Audio, ...]) -> Tensor:
    heard = [_heard(sampling.family, _as_long(source, sources[0].frames)) for source in sources]
    condition = sampling.condition
    if task.to:
        toward = told(sampling.family, task.to, task.style, condition.seconds)
        condition = mixed(condition, toward, task.amount)
    second = heard[1] if len(heard) > 1 else None
    return morphed(replace(sampling, condition=condition), heard[0], second, task.amount)


def _heard(family: Family, source: Audio) -> Tensor:
    return family.encode(source.samples)


def _mask(family: Family, frames: int, opened: tuple[Region, ...]) -> Tensor:
    """True (1, 1, columns) for every column that a region has a frame of."""
    card = family.card
    mask = torch.zeros(1, 1, window_of(frames, card), dtype=torch.bool, device=card.device)
    for region in opened:
        mask[..., region.start_frame // card.frames_per_column : -(-region.end_frame // card.frames_per_column)] = True
    return mask


def _as_long(source: Audio, frames: int) -> Audio:
    return Audio(exactly(source.samples, frames), source.rate_hz)
