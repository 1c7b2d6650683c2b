"""Clips as latents, each in several variants, some of them two together: encoded once, before training.

Validation clips are encoded as they are. The same clips and seed give the same items.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn.functional import pad

from engine.errors import MissingError
from engine.models.codec.encoder import Encoder
from engine.models.codec.framing import LATENT_HOP, RATE_HZ
from engine.models.codec.hearing import heard
from engine.threads import cores
from engine.training.ahead import mapped_ahead
from engine.training.ember.clips import Clips
from engine.training.ember.items import Item, Kind
from engine.training.ember.latents import save_latents
from engine.training.ember.mixing import after_each_other, together
from engine.training.ember.variants import Variant, drawn_variant, varied

MOST_SECONDS = 6.0
TAIL_COLUMNS = 4
"""Encoded after the end of a sound, where the encoder still hears it."""

_BESIDE = 14
"""Columns of silence after the longest of the sounds that are encoded together."""
_SILENT_COLUMNS = 33
_PAIRS_TOGETHER = 8
_OF_A_NOTE = 2
"""How many times as many variants a clip of a known note has: each is at another note."""
_THEN_SECONDS = 3.0
"""How long a sound is at most that another one follows."""

Describe = Callable[[npt.NDArray[np.float32]], tuple[float, ...]]
"""What is measured of samples (frames,) at 44.1 kHz."""
Join = Callable[[str, str, Kind], str]
"""The caption of two sounds from theirs."""
Sound = tuple[Item, Tensor]


@dataclass(frozen=True, slots=True)
class Caching:
    """How many variants each training clip has, the first as it is; how many pairs of each kind; the seed."""

    variants: int = 4
    pairs: int = 1000
    seed: int = 0


def _threads(encoder: Encoder) -> int:
    """One for each core; one beside an accelerator."""
    return cores() if encoder.first.weight.device.type == "cpu" else 1


@torch.inference_mode()
def write_latents(
    path: Path, clips: Clips, encoder: Encoder, caching: Caching, join: Join,
    describe: Describe | None = None, progress: Callable[[int, int], None] = lambda done, total: None,
) -> int:  # fmt: skip
    """Encode all clips into a file; returns the number of items. `progress` counts clips and pairs.

    Raises `MissingError` without clips to train on, `AudioFileError` for a file that is no audio.
    """
    latents: list[Tensor] = []
    items: list[Item] = []
    total = len(clips.facts) + 2 * caching.pairs
    done = 0
    groups = _groups(clips, caching, join)
    for group in mapped_ahead(lambda sounds: _encoded_group(encoder, describe, sounds), groups, _threads(encoder)):
        for item, found in group:
            items.append(item)
            latents.append(found)
        done += sum(item.variant == 0 for item, _ in group)
        progress(done, total)
    save_latents(path, latents, items, _silence(encoder))
    return len(items)


@torch.inference_mode()
def _encoded_group(encoder: Encoder, describe: Describe | None, group: list[Sound]) -> list[Sound]:
    """Items with their latents (columns, SIZE) and what is measured; called on the threads of `mapped_ahead`."""
    found = _encoded(encoder, [samples for _, samples in group])
    measured = [None if describe is None else describe(samples.numpy()) for _, samples in group]
    return [
        (replace(item, columns=len(latents), descriptors=each), latents.half().cpu())
        for (item, _), latents, each in zip(group, found, measured, strict=True)
    ]


def _silence(encoder: Encoder) -> Tensor:
    """The latent (SIZE,) of silence far from any sound."""
    samples = torch.zeros(1, _SILENT_COLUMNS * LATENT_HOP, device=encoder.first.weight.device)
    return heard(encoder, samples)[0, _SILENT_COLUMNS // 2]


def _groups(clips: Clips, caching: Caching, join: Join) -> Iterator[list[Sound]]:
    """Sounds that are encoded together."""
    random = Random(caching.seed)
    for number in range(len(clips.facts)):
        yield _variants(clips, number, caching.variants, random)
    pairs = _pairs(clips, caching.pairs, random)
    while some := [_paired(clips, pair, join) for pair in _next(pairs, _PAIRS_TOGETHER)]:
        yield some


def _next(pairs: "Iterator[_Pair]", count: int) -> "list[_Pair]":
    return [pair for pair, _ in zip(pairs, range(count), strict=False)]


def _variants(clips: Clips, number: int, count: int, random: Random) -> list[Sound]:
    facts, samples = clips.facts[number], clips.samples_of(number)
    wanted = count if facts.note is None else _OF_A_NOTE * count
    drawn = [] if facts.valid else [drawn_variant(facts, random) for _ in range(wanted - 1)]
    return [_sound(clips, number, at, varied(samples, each), each) for at, each in enumerate([Variant(), *drawn])]


def _sound(clips: Clips, number: int, at: int, samples: Tensor, variant: Variant) -> Sound:
    facts = clips.facts[number]
    cut = samples[: round(MOST_SECONDS * RATE_HZ)]
    item = Item(
        clip=number,
        variant=at,
        note=None if facts.note is None else facts.note + variant.semitones,
        seconds=len(cut) / RATE_HZ,
        columns=0,
        caption=facts.caption,
        label=facts.label,
        category=facts.category,
        valid=facts.valid,
    )
    return item, cut


@dataclass(frozen=True, slots=True)
class _Pair:
    kind: Kind
    first: int
    second: int


def _pairs(clips: Clips, count: int, random: Random) -> Iterator[_Pair]:
    """So many of each kind, of training clips of two labels; categories are drawn first, so that all come together."""
    by_category: dict[str, list[int]] = {}
    for number, facts in enumerate(clips.facts):
        if not facts.valid:
            by_category.setdefault(facts.category, []).append(number)
    if len({clips.facts[number].label for numbers in by_category.values() for number in numbers}) < 2:
        if count:
            raise MissingError("Pairs are made of clips of two labels, and there is one: ask for no pairs.")
        return
    kinds: tuple[Kind, Kind] = ("and", "then")
    for kind in kinds:
        for _ in range(count):
            first = second = _any(by_category, random)
            while clips.facts[second].label == clips.facts[first].label:
                second = _any(by_category, random)
            yield _Pair(kind, first, second)


def _any(by_category: dict[str, list[int]], random: Random) -> int:
    return random.choice(by_category[random.choice(sorted(by_category))])


def _paired(clips: Clips, pair: _Pair, join: Join) -> Sound:
    first, second = clips.samples_of(pair.first), clips.samples_of(pair.second)
    if pair.kind == "then":
        most = round(_THEN_SECONDS * RATE_HZ)
        samples = after_each_other(first[:most], second[:most])
    else:
        samples = together(first, second)
    item, cut = _sound(clips, pair.first, 0, samples, Variant())
    caption = join(item.caption, clips.facts[pair.second].caption, pair.kind)
    return replace(item, kind=pair.kind, other=pair.second, note=None, caption=caption), cut


def _encoded(encoder: Encoder, sounds: list[Tensor]) -> list[Tensor]:
    """The latents (columns, SIZE) of sounds (frames,), with a tail where there is room for one."""
    columns = [-(-len(each) // LATENT_HOP) for each in sounds]
    frames = (max(columns) + _BESIDE) * LATENT_HOP
    samples = torch.stack([pad(each, (0, frames - len(each))) for each in sounds])
    found = heard(encoder, samples.to(encoder.first.weight.device))
    most = -(-round(MOST_SECONDS * RATE_HZ) // LATENT_HOP)
    return [latents[: min(own + TAIL_COLUMNS, most)] for latents, own in zip(found, columns, strict=True)]
