"""New sound that is longer than a network hears: window after window, each told the latents that it goes on from.

The windows add up to one line of latents, which is decoded as one: there is no seam in the sound. Of a window that
another follows the end is thrown away, since there the network brought its sound to an end. All items of a sampling go
on from the same. Of a loop the last window lies between the end of the line and its beginning.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import torch
from torch import Tensor

from engine.diffusion.denoise import TIME
from engine.editing.regions import Region
from engine.editing.windows import Filling, fillings
from engine.families.family import FamilyCard
from engine.models.diffusion.latents import generated, inpainted
from engine.models.diffusion.prompts import told
from engine.models.diffusion.sampling import Sampling

FEWEST_COLUMNS = 16
"""Of a window: with less there is no room for what it goes on from and what is thrown away."""


def windows_of(columns: int, most: int) -> tuple[Filling, ...]:
    """Windows of `most` columns that make so many columns, each at least an eighth from what there is already.

    >>> [(each.window.start_frame, each.kept[0].start_frame, each.kept[0].end_frame) for each in windows_of(60, 32)]
    [(0, 0, 20), (12, 20, 40), (28, 40, 60)]
    """
    # A window's frames are columns here, of which none is so short that it couldn't be a region.
    return fillings((Region(0, columns),), columns, most, rate_hz=0)


def most_columns(card: FamilyCard, longest_seconds: float) -> int:
    """The columns of a window of so many seconds."""
    return int(longest_seconds * card.rate_hz) // card.frames_per_column


def pieces(sampling: Sampling, windows: Sequence[Filling], ending: Sampling) -> Iterator[Tensor]:
    """Latents (1, channels, columns) that follow on each other, one piece for each window, each sampled when asked for.

    `ending` is what the last window is sampled under. Noise of one window follows on that of the one before it.
    """
    line: Tensor | None = None
    for each in windows:
        asked = ending if each is windows[-1] else sampling
        latents = _made(asked, each, line)
        asked.progress.window_over()
        first = each.window.start_frame
        piece = latents[:, :, each.kept[0].start_frame - first : each.kept[-1].end_frame - first]
        line = piece if line is None else torch.cat((line, piece), TIME)
        yield piece


def ring(sampling: Sampling, columns: int, most: int, lost: int) -> Tensor:
    """Latents (items, channels, columns) whose last column runs into their first, of more columns than a window has.

    A line that loses its end, and so many columns of its beginning; between both lies a last window's middle half.
    """
    beside, opened = most // 4, most - 2 * (most // 4)
    planned = windows_of(_line_columns(columns, most, lost), most)
    line = torch.cat(list(pieces(sampling, planned, sampling)), TIME)[:, :, lost : lost + columns - opened]
    before, after = line[:, :, -beside:], line[:, :, :beside]
    between = before.new_zeros((*before.shape[:TIME], opened, *before.shape[TIME + 1 :]))
    at = torch.arange(most, device=line.device)[None, None]
    mask = (at >= beside) & (at < beside + opened)
    joint = inpainted(sampling, torch.cat((before, between, after), TIME), mask)
    sampling.progress.window_over()
    return torch.cat((line, joint[:, :, beside : beside + opened]), TIME)


def windows_of_ring(columns: int, most: int, lost: int) -> int:
    """In how many windows a ring of so many columns is sampled.

    >>> windows_of_ring(60, 32, lost=8)
    4
    """
    return 1 + len(windows_of(_line_columns(columns, most, lost), most))


def _line_columns(columns: int, most: int, lost: int) -> int:
    """What a ring's line has before its end, an eighth of a window, and its beginning are lost."""
    return columns - (most - 2 * (most // 4)) + lost + most // 8


def told_of(sampling: Sampling, seconds: float) -> Sampling:
    """The same sampling for another length."""
    if seconds == sampling.condition.seconds:
        return sampling
    condition = told(sampling.family, sampling.style.prompt, sampling.style, seconds)
    return replace(sampling, condition=condition)


def _made(sampling: Sampling, each: Filling, line: Tensor | None) -> Tensor:
    """The latents of a window, its beginning from a line of all latents that there are."""
    columns, first = each.window.frames, each.window.start_frame
    if line is None:
        return generated(sampling, columns)
    known = line[:, :, first:]
    opened = columns - known.shape[TIME]
    source = torch.cat((known, known.new_zeros((*known.shape[:TIME], opened, *known.shape[TIME + 1 :]))), TIME)
    mask = torch.arange(columns, device=known.device)[None, None] >= known.shape[TIME]
    return inpainted(sampling, source, mask)
