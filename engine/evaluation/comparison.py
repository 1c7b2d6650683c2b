"""Two files, or two folders, compared: `warmtone evaluate REFERENCE GENERATED`."""

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.errors import MissingError
from engine.evaluation.judge.accuracy import named
from engine.evaluation.judge.judge import Judge, Verdicts
from engine.evaluation.paired import PairedDistances, paired_distances
from engine.evaluation.pictures import confusion, draw_confusion, draw_sheet
from engine.evaluation.sets import SetDistances, set_distances
from engine.evaluation.sounds import pairs, read_sound, sound_files

SHEET_ROWS = 8
"""Pairs on a sheet of spectrograms, from all over the folder."""

OnSound = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was measured, and by which judge.

    `paired` and `same_category` (share 0..1 of pairs in which the judge hears the same category twice) are None where
    no file has a counterpart, `sets` where a side has fewer than two sounds.
    """

    reference: str
    generated: str
    judge_sha256: str
    paired: PairedDistances | None
    same_category: float | None
    sets: SetDistances | None


@dataclass(frozen=True, slots=True, eq=False)
class HeardFiles:
    """Files, what the judge says of them, and the likeliest category of each."""

    files: Sequence[Path]
    verdicts: Verdicts
    categories: Mapping[Path, str]


def compare(
    reference: Path, generated: Path, judge: Judge, *, training: Path | None, pictures: Path | None, seed: int,
    progress: OnSound,
) -> Comparison:  # fmt: skip
    """Measure the sounds of `generated` against those of `reference`.

    `training` holds the clips that the model learned from, for the memorising test; into `pictures` go `sheet.png` and
    `confusion.png`. Raises `MissingError` where nothing can be compared, `AudioFileError` for a file that is no audio.
    """
    matched = pairs(reference, generated)
    true, made = sound_files(reference), sound_files(generated)
    known = sound_files(training) if training else []
    if not matched and min(len(true), len(made)) < 2:
        raise MissingError("No file has a counterpart, and a set needs two sounds: name files alike in both folders.")
    on_sound = _counted(progress, len(matched) + len(true) + len(made) + len(known))
    originals, others = _heard(judge, true, on_sound), _heard(judge, made, on_sound)
    if pictures and matched:
        _draw(pictures, matched, originals, others, judge.names.categories)
    return Comparison(
        reference=str(reference),
        generated=str(generated),
        judge_sha256=judge.sha256,
        paired=paired_distances(matched, on_sound) if matched else None,
        same_category=_same_category(matched, originals, others),
        sets=_sets(originals, others, _heard(judge, known, on_sound) if known else None, seed),
    )


def _heard(judge: Judge, files: Sequence[Path], on_sound: Callable[[], None]) -> HeardFiles:
    verdicts = judge.hear((read_sound(file) for file in files), on_sound)
    categories = named(verdicts.categories, judge.names.categories)
    return HeardFiles(files, verdicts, dict(zip(files, categories, strict=True)))


def _sets(true: HeardFiles, made: HeardFiles, known: HeardFiles | None, seed: int) -> SetDistances | None:
    if min(len(true.files), len(made.files)) < 2:
        return None
    return set_distances(true.verdicts, made.verdicts, known.verdicts if known else None, seed)


def _same_category(matched: Sequence[tuple[Path, Path]], true: HeardFiles, made: HeardFiles) -> float | None:
    same = [true.categories[one] == made.categories[other] for one, other in matched]
    return float(np.mean(same)) if same else None


def _draw(
    folder: Path, matched: Sequence[tuple[Path, Path]], true: HeardFiles, made: HeardFiles, names: Sequence[str]
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    shown = matched[:: -(-len(matched) // SHEET_ROWS)]
    draw_sheet(folder / "sheet.png", [(one.stem, read_sound(one), read_sound(other)) for one, other in shown])
    originals, others = ([true.categories[one] for one, _ in matched], [made.categories[one] for _, one in matched])
    counts = confusion(originals, others, names)
    draw_confusion(folder / "confusion.png", counts, names, "heard in the reference", "heard in the generated")


def _counted(progress: OnSound, total: int) -> Callable[[], None]:
    done = itertools.count(1)
    return lambda: progress(next(done), total)
