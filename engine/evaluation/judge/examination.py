"""The judge examined on real clips: how well it names them, and the figures that generated sounds are measured by.

What the judge says of real validation clips is the most that can be asked of generated ones: a distance of training to
validation clips is what a Frechet distance is divided by, and so on.
"""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.evaluation.diversity import diversity_within
from engine.evaluation.frechet import FrechetDistance, frechet_of_equal_counts
from engine.evaluation.inception_score import inception_score
from engine.evaluation.judge.accuracy import JudgeAccuracy, judge_accuracy, named
from engine.evaluation.judge.clips import ClipRow, clip_rows
from engine.evaluation.judge.judge import Judge, Verdicts
from engine.evaluation.judge.weights import Names
from engine.evaluation.memorising import memorised_share
from engine.evaluation.precision_recall import precision_recall
from engine.evaluation.sounds import read_sound


@dataclass(frozen=True, slots=True)
class Examination:
    """Figures of real clips. `accuracy`, `inception_score` and `diversity_within_labels` are of the validation clips.

    The others measure training clips as if they were generated, against validation clips: their Frechet distance at
    equal counts, `precision`, `recall`, and the share of validation clips that would count as `memorised`.
    """

    judge_sha256: str
    training_clips: int
    validation_clips: int
    accuracy: JudgeAccuracy
    training_frechet: FrechetDistance
    precision: float
    recall: float
    inception_score: float
    diversity_within_labels: float
    memorised: float


def examine_judge(
    data: Path, judge: Judge, *, pictures: Path | None, seed: int, progress: Callable[[int, int], None]
) -> Examination:
    """Let a judge hear all clips of a pack; confusion matrices go into `pictures`. Raises as `train_judge` does."""
    train, valid = clip_rows(data, "train"), clip_rows(data, "valid")
    done = itertools.count(1)
    total = len(train) + len(valid)
    known = _heard(judge, train, lambda: progress(next(done), total))
    new = _heard(judge, valid, lambda: progress(next(done), total))
    if pictures:
        _draw(pictures, valid, new, judge.names)
    among = precision_recall(new.embeddings, known.embeddings)
    return Examination(
        judge_sha256=judge.sha256,
        training_clips=len(train),
        validation_clips=len(valid),
        accuracy=accuracy_on(valid, new, judge.names),
        training_frechet=frechet_of_equal_counts(known.embeddings, new.embeddings, seed),
        precision=among.precision,
        recall=among.recall,
        inception_score=inception_score(new.labels),
        diversity_within_labels=diversity_within(new.embeddings, [row.label for row in valid]),
        memorised=memorised_share(new.embeddings, known.embeddings, new.embeddings),
    )


def accuracy_on(rows: Sequence[ClipRow], verdicts: Verdicts, names: Names) -> JudgeAccuracy:
    """How well verdicts on clips, a row each, name them."""
    return judge_accuracy(verdicts, names, [row.category for row in rows], [row.label for row in rows])


def _heard(judge: Judge, rows: Sequence[ClipRow], on_clip: Callable[[], None]) -> Verdicts:
    return judge.hear((read_sound(row.file) for row in rows), on_clip)


def _draw(folder: Path, rows: Sequence[ClipRow], verdicts: Verdicts, names: Names) -> None:
    # Only pictures need matplotlib; the judge learns without.
    from engine.evaluation.pictures import confusion, draw_confusion

    folder.mkdir(parents=True, exist_ok=True)
    for kind, true, heard, told_apart in (
        ("categories", [row.category for row in rows], named(verdicts.categories, names.categories), names.categories),
        ("labels", [row.label for row in rows], named(verdicts.labels, names.labels, names.judged), names.judged),
        ("digits", [row.label for row in rows], named(verdicts.labels, names.labels, names.digits), names.digits),
    ):
        if told_apart:
            counts = confusion(true, heard, told_apart)
            draw_confusion(
                folder / f"judge-{kind}.png", counts, told_apart, f"{kind} of real clips", "heard by the judge"
            )
