"""Every figure of a model of Stable Audio 3's shape: made, heard by the judge, and counted; `warmtone evaluate ember`.

The judge shares nothing with the model, nothing is chosen among several, and prompts come from validation clips.
"""

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.evaluation.ember.asking import Asked
from engine.evaluation.ember.inpainting import Inpainting, inpainting
from engine.evaluation.ember.judged import Heard, Judged, hear_plan, hear_real_world, judged
from engine.evaluation.ember.knobs import Following, knobs_followed
from engine.evaluation.ember.making import OnClip, real_sound
from engine.evaluation.ember.notes import NoteErrors, note_errors
from engine.evaluation.ember.plan import planned
from engine.evaluation.ember.replacing import replacing
from engine.evaluation.ember.sampling import Setting
from engine.evaluation.ember.shelf import Shelf
from engine.evaluation.ember.speed import Speed, clip_seconds, loading_seconds
from engine.evaluation.ember.subject import subject_of
from engine.evaluation.ember.variations import Variations, variations
from engine.evaluation.intervals import Estimate
from engine.evaluation.judge.judge import Judge
from engine.evaluation.judge.weights import Names
from engine.evaluation.sounds import Mono
from engine.models.diffusion.warming import warm_family
from engine.training.codec.reading import read_rows


@dataclass(frozen=True, slots=True)
class Asking:
    """How many clips for each category and label, and at which setting; None is as the model likes it."""

    clips: int
    steps: int | None = None
    guidance: float | None = None


@dataclass(frozen=True, slots=True)
class EmberQuality:
    """What was measured of which weights, at which setting."""

    weights: str
    judge_sha256: str
    clips: int
    setting: Setting
    judged: Judged
    inpainting: Inpainting
    replacing: Estimate
    variations: Variations
    notes: NoteErrors
    knobs: Mapping[str, Following]
    speed: Speed


def evaluate_ember(
    data: Path, folder: Path, out: Path, judge: Judge, asking: Asking, progress: Callable[[int, int], None]
) -> EmberQuality:
    """Measure the model in `folder` by the validation clips of `data`; clips, their table and pictures go into `out`.

    What is in `out` already isn't made again. Raises `MissingError` for a folder without clips, `ModelError` for one
    without a model, `AudioFileError` for a file that is no audio and for a clip that isn't finite.
    """
    rows = read_rows(data)
    loading = loading_seconds(folder)
    subject = subject_of(warm_family(folder), out, asking.steps, asking.guidance)
    plan = planned(rows, judge.names, asking.clips, subject.family.card.longest_seconds)
    speed = Speed(clip_seconds(subject.family, subject.setting), loading)
    heard_clips = len(rows) + len(plan.captioned) + len(plan.variety)
    on_clip = counted(progress, heard_clips + len(plan.new) + 2 * len(plan.edits))
    subject.make(plan, data, on_clip)
    real = hear_real_world(data, rows, judge, out, on_clip)
    heard = hear_plan(plan, subject.shelf, judge, on_clip)
    _draw(out, heard, subject.shelf, lambda each: real_sound(data, each), judge.names)
    return EmberQuality(
        weights=subject.family.card.weights,
        judge_sha256=judge.sha256,
        clips=asking.clips,
        setting=subject.setting,
        judged=judged(heard, real, judge.names),
        inpainting=inpainting(subject.family, subject.shelf, plan.inpainted, data, judge, on_clip),
        replacing=replacing(subject.shelf, plan.replaced, judge, on_clip),
        variations=variations(subject.family, subject.shelf, plan.varied, data, judge, on_clip),
        notes=note_errors(plan.notes, _sounds(subject.shelf, plan.notes)),
        knobs=knobs_followed(plan.knobs, _sounds(subject.shelf, plan.knobs)),
        speed=speed,
    )


def counted(progress: Callable[[int, int], None], total: int) -> OnClip:
    """Tells how many of all are done, each time one more."""
    steps = itertools.count(1)
    return lambda: progress(next(steps), total)


def _sounds(shelf: Shelf, asked: Sequence[Asked]) -> list[Mono]:
    return [shelf.sound(each) for each in asked]


def _draw(out: Path, heard: Heard, shelf: Shelf, real: Callable[[Asked], Mono], names: Names) -> None:
    # Only pictures need matplotlib.
    from engine.evaluation.ember.pictures import draw_confusions, draw_sheets

    draw_sheets(out, heard.categories.asked, shelf.sound, real)
    draw_confusions(out, heard, names)
