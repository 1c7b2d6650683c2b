"""Pictures of an evaluation: sheets of generated clips beside the real ones of their captions, and confusions."""

from collections.abc import Callable, Sequence
from pathlib import Path

from engine.evaluation.ember.asking import Asked
from engine.evaluation.ember.judged import Heard
from engine.evaluation.ember.plan import once_each
from engine.evaluation.judge.accuracy import named
from engine.evaluation.judge.weights import Names
from engine.evaluation.pictures import confusion, draw_confusion, draw_sheet
from engine.evaluation.sounds import Mono

SHOWN = 40
"""Prompts on all sheets."""
_ON_A_SHEET = 10

SoundOf = Callable[[Asked], Mono]


def draw_sheets(out: Path, asked: Sequence[Asked], made: SoundOf, real: SoundOf) -> None:
    """sheet-1.png and so on: forty prompts of all categories, ten on a sheet, the real clip left of the generated."""
    out.mkdir(parents=True, exist_ok=True)
    chosen = shown(asked)
    for number, first in enumerate(range(0, len(chosen), _ON_A_SHEET), 1):
        rows = [(each.prompt, real(each), made(each)) for each in chosen[first : first + _ON_A_SHEET]]
        draw_sheet(out / f"sheet-{number}.png", rows)


def shown(asked: Sequence[Asked]) -> list[Asked]:
    """Of each name as many, by different clips, up to forty in all; those of one name stand together."""
    once = once_each(asked)
    names = list(dict.fromkeys(each.name for each in once))
    of_each = -(-SHOWN // len(names))
    return [each for name in names for each in [one for one in once if one.name == name][:of_each]][:SHOWN]


def draw_confusions(out: Path, heard: Heard, names: Names) -> None:
    """confusion-categories.png, -labels.png and -digits.png, of those that were asked for."""
    for kind, answers, chances, known, among in (
        ("categories", heard.categories, heard.categories.verdicts.categories, names.categories, names.categories),
        ("labels", heard.labels, heard.labels.verdicts.labels, names.labels, names.judged),
        ("digits", heard.digits, heard.digits.verdicts.labels, names.labels, names.digits),
    ):
        if answers.asked:
            counts = confusion(answers.names, named(chances, known, among), among)
            draw_confusion(out / f"confusion-{kind}.png", counts, among, f"{kind} asked for", "heard by the judge")
