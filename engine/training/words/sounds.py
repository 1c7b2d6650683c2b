"""All sounds that words are learned with, as spectrograms in one tensor, and batches of them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor

from engine.errors import MissingError
from engine.models.ear.hearing import HEARD_PER_SECOND

CROP = 4 * HEARD_PER_SECOND
"""Times of a crop: 4 s."""

_DIGITS = "spoken_digits"
_DIGITS_SHARE = 0.08
_LATEST = 8
_CUT_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class SoundFacts:
    """What is known of a clip beside its sound; `pitch` as a MIDI note. `valid` clips are never trained on."""

    caption: str
    label: str
    tags: tuple[str, ...]
    category: str
    pitch: int | None
    valid: bool


@dataclass(frozen=True, slots=True, eq=False)
class Sounds:
    """Spectrograms (times of all, BANDS) as float16, one after another; where each starts, its times, its facts."""

    spectrograms: Tensor
    starts: Tensor
    lengths: Tensor
    facts: tuple[SoundFacts, ...]

    def on(self, device: torch.device) -> "Sounds":
        return Sounds(self.spectrograms.to(device), self.starts.to(device), self.lengths.to(device), self.facts)

    def of_split(self, valid: bool) -> list[int]:
        """The indices of the validation clips, or of those to train on."""
        return [index for index, clip in enumerate(self.facts) if clip.valid is valid]


class Batch(NamedTuple):
    """Spectrograms (batch, times, BANDS), float32; where each has sound (batch, times); which sounds they are."""

    spectrograms: Tensor
    mask: Tensor
    indices: Tensor


def gathered(spectrograms: Sequence[Tensor], facts: Sequence[SoundFacts]) -> Sounds:
    """A set of spectrograms (times, BANDS); raises `MissingError` without one to train on and one to validate with."""
    for valid, name in ((False, "to train on"), (True, "to validate with")):
        if not any(clip.valid is valid for clip in facts):
            raise MissingError(f"There is no sound {name}: give a set with metadata of both splits.")
    lengths = torch.tensor([len(each) for each in spectrograms])
    return Sounds(torch.cat(list(spectrograms)).half(), lengths.cumsum(0) - lengths, lengths, tuple(facts))


def odds(sounds: Sounds) -> Tensor:
    """How likely each sound is drawn (sounds,), adding up to 1: none of the validation clips.

    Categories and the labels in them count by the roots of their numbers of clips; digits, half of the pack, are at
    most a twelfth.
    """
    labels = Counter((clip.category, clip.label) for clip in sounds.facts if not clip.valid)
    within = [0.0 if clip.valid else labels[clip.category, clip.label] ** -0.5 for clip in sounds.facts]
    weights = torch.tensor(within, device=sounds.lengths.device)
    for category, root in _roots(sounds.facts).items():
        inside = torch.tensor([clip.category == category for clip in sounds.facts], device=weights.device)
        weights[inside] *= root / weights[inside].sum()
    return weights / weights.sum()


def _roots(facts: Sequence[SoundFacts]) -> dict[str, float]:
    counts = Counter(clip.category for clip in facts if not clip.valid)
    roots = {category: count**0.5 for category, count in counts.items()}
    others = sum(root for category, root in roots.items() if category != _DIGITS)
    if _DIGITS in roots and others:
        roots[_DIGITS] = min(roots[_DIGITS], others * _DIGITS_SHARE / (1 - _DIGITS_SHARE))
    return roots


def crops(sounds: Sounds, chances: Tensor, count: int, generator: torch.Generator) -> Batch:
    """Random sounds, at most 4 s of each: (count, CROP, BANDS).

    A long one is cut anywhere, a short one begins up to 140 ms late, and half of all lose up to 30 % at their end: a
    beginning says what a sound is.
    """
    device = sounds.lengths.device
    drawn = torch.multinomial(chances, count, replacement=True, generator=generator)
    place, late, lost = torch.rand(3, count, generator=generator, device=device)
    length = sounds.lengths[drawn]
    first = (place * (length - CROP + 1).clamp_min(1)).long()
    before = torch.where(length < CROP, (late * _LATEST).long(), 0)
    kept = length.clamp_max(CROP) * (1 - _CUT_SHARE * (2 * lost - 1).clamp_min(0))
    end = (before + kept.ceil().long()).clamp_max(CROP)
    return _cut(sounds, drawn, first - before, first, end, CROP)


def whole(sounds: Sounds, indices: Sequence[int]) -> Batch:
    """Some sounds as they are, padded to the longest of them."""
    chosen = torch.tensor(list(indices), device=sounds.lengths.device)
    lengths = sounds.lengths[chosen]
    nothing = torch.zeros_like(chosen)
    return _cut(sounds, chosen, nothing, nothing, lengths, int(lengths.max()))


def _cut(sounds: Sounds, chosen: Tensor, origin: Tensor, first: Tensor, end: Tensor, times: int) -> Batch:
    """Times from `origin` on, silent before `first`, and behind `end` of what is cut not there."""
    count = torch.arange(times, device=chosen.device)
    at = origin[:, None] + count
    mask = count < end[:, None]
    heard = mask & (at >= first[:, None]) & (at < sounds.lengths[chosen][:, None])
    where = (sounds.starts[chosen][:, None] + at).clamp(0, len(sounds.spectrograms) - 1)
    return Batch(sounds.spectrograms[where].float() * heard[..., None], mask, chosen)


def pitched(sounds: Sounds) -> Tensor:
    """Which sounds have a known note (sounds,)."""
    return torch.tensor([clip.pitch is not None for clip in sounds.facts], device=sounds.lengths.device)
