"""Settings tried side by side, so that the defaults are chosen by measurement: `--steps 8,12 --guidance 1,2,3`."""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.evaluation.ember.asking import Asked
from engine.evaluation.ember.judged import RealWorld, hear_category_clips, hear_real_world, real_accuracy
from engine.evaluation.ember.making import OnClip, make
from engine.evaluation.ember.nearness import generated_to_validation
from engine.evaluation.ember.plan import by_category
from engine.evaluation.ember.prompts import named_rightly, share_of_real
from engine.evaluation.ember.quality import counted
from engine.evaluation.ember.sampling import Setting
from engine.evaluation.ember.speed import clip_seconds
from engine.evaluation.ember.subject import Subject, subject_of
from engine.evaluation.intervals import Estimate
from engine.evaluation.judge.judge import Judge
from engine.models.diffusion.warming import warm_family
from engine.training.codec.reading import read_rows

_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Tried:
    """A setting: how well the categories' prompts are followed, as a share of real clips; how far those clips are from
    validation clips, over training clips; and how many seconds 5 s take.

    Few clips make a small ratio of distances: compare it with other settings' only.
    """

    setting: Setting
    followed: Estimate
    frechet: Estimate
    seconds: Estimate


def sweep_ember(
    data: Path, folder: Path, out: Path, judge: Judge, *, clips: int, steps: Sequence[int | None],
    guidance: Sequence[float | None], progress: Callable[[int, int], None],
) -> list[Tried]:  # fmt: skip
    """Try all pairs of steps and guidance with the same prompts and the same noise; raises as `evaluate_ember`."""
    rows = read_rows(data)
    family = warm_family(folder)
    asked = by_category(rows, judge.names, clips, family.card.longest_seconds)
    pairs = list(itertools.product(steps, guidance))
    on_clip = counted(progress, len(rows) + len(pairs) * len(asked))
    real = hear_real_world(data, rows, judge, out, on_clip)
    return [_tried(subject_of(family, out, *pair), asked, real, judge, on_clip) for pair in pairs]


def _tried(
    subject: Subject, asked: Sequence[Asked], real: RealWorld, judge: Judge, on_clip: OnClip
) -> Tried:  # fmt: skip
    make(subject.family, subject.setting, subject.shelf, asked, on_clip)
    answers = hear_category_clips(asked, subject.shelf, judge)
    real_ones = real_accuracy(real, judge.names).categories
    return Tried(
        setting=subject.setting,
        followed=share_of_real(named_rightly(answers, judge.names), real_ones),
        frechet=generated_to_validation(answers, real.train, real.valid),
        seconds=clip_seconds(subject.family, subject.setting, _ROUNDS),
    )
