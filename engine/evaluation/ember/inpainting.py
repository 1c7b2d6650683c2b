"""Validation clips whose middle third was made anew, beside what the codec alone makes of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.audio import Audio
from engine.editing.regions import regions
from engine.editing.seams import with_regions_from
from engine.evaluation.clicks import MOST, bend, click_ratio
from engine.evaluation.ember.asking import Asked
from engine.evaluation.ember.making import middle_third, real_sound, reconstructed
from engine.evaluation.ember.shelf import Shelf
from engine.evaluation.frechet_ratio import frechet_ratio
from engine.evaluation.intervals import Estimate, bootstrapped, wilson
from engine.evaluation.judge.accuracy import named
from engine.evaluation.judge.judge import Judge, Verdicts
from engine.evaluation.sounds import RATE_HZ, Mono
from engine.families.family import Family

_AT_A_SEAM_SECONDS = 0.001


@dataclass(frozen=True, slots=True)
class Inpainting:
    """What was heard of inpainted clips, all decoded, beside reconstructed ones.

    `kept` is the share of clips in which the judge still hears its likeliest label of the real clip, over that of
    reconstructed ones; `inpainted` and `reconstructed` are the two shares. `frechet` is the distance to the real clips
    over that of reconstructed ones. `clicks` are counted at the `seams` of the finished takes, `real_clicks` at the
    same places of the real clips, where no seam is.
    """

    kept: Estimate
    inpainted: Estimate
    reconstructed: Estimate
    frechet: Estimate
    clicks: int
    real_clicks: int
    seams: int


def inpainting(
    family: Family, shelf: Shelf, asked: Sequence[Asked], data: Path, judge: Judge, on_clip: Callable[[], None]
) -> Inpainting:
    """Measure clips that were filled; `on_clip` is called for each."""
    real, made, coded, seams = [], [], [], []
    for each in asked:
        real.append(real_sound(data, each))
        made.append(shelf.sound(each)[: len(real[-1])])
        coded.append(reconstructed(family, real[-1]))
        seams += seams_of(real[-1], made[-1])
        on_clip()
    true, filled, rebuilt = (judge.hear(sounds) for sounds in (real, made, coded))
    return _inpainting(true, filled, rebuilt, seams, judge)


def seams_of(real: Mono, made: Mono) -> list[tuple[bool, bool]]:
    """Whether each end of the region clicks in the finished take, and whether the real clip does there.

    Where the real clip bends as far at the same place a sound begins, and no seam is heard.
    """
    source = Audio(real[:, None], RATE_HZ)
    opened = regions((middle_third(source.seconds),), source)
    take = with_regions_from(source, made[:, None], opened)
    ends = (opened[0].start_frame, opened[0].end_frame)
    return [(_clicks(take, end) and _bend(take, end) > _bend(source, end), _clicks(source, end)) for end in ends]


def _clicks(sound: Audio, frame: int) -> bool:
    # So near to the seam that a new sound which happens to begin behind it is none.
    return click_ratio(sound.samples, sound.rate_hz, frame, near_seconds=_AT_A_SEAM_SECONDS) > MOST


def _bend(sound: Audio, frame: int) -> float:
    return bend(sound.samples, sound.rate_hz, frame, _AT_A_SEAM_SECONDS)


def _inpainting(
    true: Verdicts, filled: Verdicts, rebuilt: Verdicts, seams: Sequence[tuple[bool, bool]], judge: Judge
) -> Inpainting:
    labels, filled_labels, rebuilt_labels = (
        named(each.labels, judge.names.labels) for each in (true, filled, rebuilt)
    )  # fmt: skip
    kept = np.array([one == other for one, other in zip(labels, filled_labels, strict=True)])
    coded = np.array([one == other for one, other in zip(labels, rebuilt_labels, strict=True)])
    return Inpainting(
        kept=bootstrapped(lambda chosen: _ratio(kept[chosen].sum(), coded[chosen].sum()), len(kept)),
        inpainted=wilson(int(kept.sum()), len(kept)),
        reconstructed=wilson(int(coded.sum()), len(coded)),
        frechet=frechet_ratio(filled.embeddings, lambda chance: rebuilt.embeddings, true.embeddings),
        clicks=sum(made for made, _ in seams),
        real_clicks=sum(real for _, real in seams),
        seams=len(seams),
    )


def _ratio(one: float, other: float) -> float:
    return float(one / other) if other else float("nan")
