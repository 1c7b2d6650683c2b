"""The figures of generated clips by the judge's ear: prompts followed, nearness, variety, and what was memorised."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.evaluation.ember.asking import Asked
from engine.evaluation.ember.making import OnClip
from engine.evaluation.ember.nearness import generated_to_validation
from engine.evaluation.ember.plan import Plan
from engine.evaluation.ember.prompts import Answers, PromptsFollowed, prompts_followed
from engine.evaluation.ember.real import RealClips, hear_real
from engine.evaluation.ember.shelf import Shelf
from engine.evaluation.ember.variety import Variety, variety
from engine.evaluation.intervals import Estimate, wilson
from engine.evaluation.judge.accuracy import JudgeAccuracy, judge_accuracy
from engine.evaluation.judge.judge import Judge, Verdicts
from engine.evaluation.judge.weights import Names
from engine.evaluation.memorising import memorised_share
from engine.training.codec.reading import Row


@dataclass(frozen=True, slots=True)
class Judged:
    """See each measure. `memorised` is the share of the clips that were asked for by captions."""

    prompts: PromptsFollowed
    frechet: Estimate
    variety: Variety
    memorised: Estimate


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """Verdicts on the clips that were asked for each figure."""

    categories: Answers
    labels: Answers
    digits: Answers
    validation: Answers
    variety: Answers


@dataclass(frozen=True, slots=True, eq=False)
class RealWorld:
    """The real clips of a folder as the judge hears them."""

    train: RealClips
    valid: RealClips


def hear_plan(plan: Plan, shelf: Shelf, judge: Judge, on_clip: OnClip) -> Heard:
    """Hear what was made for a plan; `on_clip` is called for each clip that is heard."""
    groups = (plan.categories, plan.labels, plan.digits, plan.validation, plan.variety)
    verdicts = judge.hear((shelf.sound(each) for group in groups for each in group), on_clip)
    ends = np.cumsum([len(group) for group in groups])
    starts = (ends - [len(group) for group in groups]).tolist()
    return Heard(*(
        Answers(group, _part(verdicts, slice(start, end)))
        for group, start, end in zip(groups, starts, ends.tolist(), strict=True)
    ))  # fmt: skip


def hear_category_clips(asked: Sequence[Asked], shelf: Shelf, judge: Judge) -> Answers:
    """Hear clips that were asked for by the captions of categories."""
    return Answers(asked, judge.hear(shelf.sound(each) for each in asked))


def hear_real_world(
    data: Path, rows: Sequence[Row], judge: Judge, cache: Path, on_clip: OnClip
) -> RealWorld:  # fmt: skip
    """Hear the clips of both splits, or remember; `on_clip` is called for each of them."""
    splits = ([row for row in rows if row["split"] == split] for split in ("train", "valid"))
    return RealWorld(*(hear_real(data, chosen, judge, cache, on_clip) for chosen in splits))


def judged(heard: Heard, real: RealWorld, names: Names) -> Judged:
    """Every figure of what was heard."""
    by_captions = (heard.categories, heard.labels, heard.digits, heard.validation)
    captioned = np.concatenate([answers.verdicts.embeddings for answers in by_captions])
    copies = memorised_share(captioned, real.train.verdicts.embeddings, real.valid.verdicts.embeddings)
    return Judged(
        prompts=prompts_followed(heard.categories, heard.labels, heard.digits, names, real_accuracy(real, names)),
        frechet=generated_to_validation(heard.validation, real.train, real.valid),
        variety=variety(heard.variety, real.valid),
        memorised=wilson(round(copies * len(captioned)), len(captioned)),
    )


def real_accuracy(real: RealWorld, names: Names) -> JudgeAccuracy:
    """How well the judge names the real validation clips."""
    rows = real.valid.rows
    return judge_accuracy(
        real.valid.verdicts, names, [row["category"] for row in rows], [row["label"] for row in rows]
    )  # fmt: skip


def _part(verdicts: Verdicts, rows: slice) -> Verdicts:
    return Verdicts(verdicts.embeddings[rows], verdicts.categories[rows], verdicts.labels[rows])
