"""All that is asked of a model for its figures, from the validation rows of a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from engine.errors import MissingError
from engine.evaluation.ember import knobs, notes, replacing, variations
from engine.evaluation.ember.asking import Asked, asked_of_rows, in_order, seconds_of
from engine.evaluation.judge.weights import Names
from engine.training.codec.reading import Row

CATEGORIES, LABELS, SPOKEN, VALIDATION = "categories", "labels", "digits", "validation"
VARIETY, INPAINTING = "variety", "inpainting"
CLIPS_FOR_ALL = 20
"""So many clips of each category, and the caption of every validation clip is asked once; of fewer, a share of them."""

_FEWEST_OF_A_PROMPT = 2
_SHORTEST_INPAINTED = 0.5
"""Seconds: of a shorter clip the middle third is less than four columns of a latent."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked for each figure. `edits` are of validation clips, all others new sounds."""

    categories: tuple[Asked, ...]
    labels: tuple[Asked, ...]
    digits: tuple[Asked, ...]
    validation: tuple[Asked, ...]
    variety: tuple[Asked, ...]
    notes: tuple[Asked, ...]
    knobs: tuple[Asked, ...]
    inpainted: tuple[Asked, ...]
    replaced: tuple[Asked, ...]
    varied: tuple[Asked, ...]

    @property
    def captioned(self) -> tuple[Asked, ...]:
        """New sounds by the captions of validation clips."""
        return (*self.categories, *self.labels, *self.digits, *self.validation)

    @property
    def new(self) -> tuple[Asked, ...]:
        return (*self.captioned, *self.variety, *self.notes, *self.knobs)

    @property
    def edits(self) -> tuple[Asked, ...]:
        return (*self.inpainted, *self.replaced, *self.varied)


def planned(rows: Sequence[Row], names: Names, clips: int, longest_seconds: float) -> Plan:
    """A plan of so many clips for each category and label, fewer for what costs more.

    Raises `MissingError` where no validation clip is of a category that the judge knows.
    """
    valid = [row for row in rows if row["split"] == "valid"]
    categories = by_category(valid, names, clips, longest_seconds)
    if not categories:
        raise MissingError("No validation clip is of a category that the judge knows: give the folder of the pack.")
    return Plan(
        categories=categories,
        labels=tuple(
            chain(*(asked_of_rows(LABELS, name, _labelled(valid, name), clips, longest_seconds)
                    for name in names.judged))
        ),
        digits=tuple(
            chain(*(asked_of_rows(SPOKEN, name, _labelled(valid, name), clips, longest_seconds)
                    for name in names.digits))
        ),
        validation=_once(valid, min(1.0, clips / CLIPS_FOR_ALL), longest_seconds),
        variety=_of_one_prompt(valid, names, max(_FEWEST_OF_A_PROMPT, clips // 2), longest_seconds),
        notes=notes.asked_notes(clips),
        knobs=knobs.asked_knobs(clips, longest_seconds),
        inpainted=_to_fill(valid, names, clips, longest_seconds),
        replaced=replacing.asked_to_replace(valid, names.judged, max(1, clips // 4), longest_seconds),
        varied=variations.at_every_amount(_to_fill(valid, names, max(1, clips // 10), longest_seconds)),
    )  # fmt: skip


def by_category(rows: Sequence[Row], names: Names, clips: int, longest_seconds: float) -> tuple[Asked, ...]:
    """So many captions of the validation clips among the rows for each category that the judge knows."""
    valid = [row for row in rows if row["split"] == "valid"]
    return tuple(
        chain(*(asked_of_rows(CATEGORIES, name, _of_category(valid, name), clips, longest_seconds)
                for name in names.categories))
    )  # fmt: skip


def once_each(asked: Sequence[Asked]) -> list[Asked]:
    """Of the clips that were asked by the caption of a validation clip, the first for each."""
    return list({(each.name, each.file): each for each in reversed(asked)}.values())[::-1]


def _once(rows: Sequence[Row], share: float, longest_seconds: float) -> tuple[Asked, ...]:
    """The captions of a share of all validation clips, each once, as often of each category as there are clips."""
    chosen = in_order(rows, VALIDATION)[: max(2, round(share * len(rows)))]
    return tuple(
        Asked(
            group=VALIDATION,
            name=row["category"],
            number=number,
            prompt=row["caption"],
            seconds=seconds_of(row, longest_seconds),
            file=row["file"],
        )
        for number, row in enumerate(chosen)
    )


def _of_one_prompt(rows: Sequence[Row], names: Names, clips: int, longest_seconds: float) -> tuple[Asked, ...]:
    """Each judged label as a prompt, as long as its clips are, which differ in length among themselves."""
    asked = []
    for name in names.judged:
        turns = in_order(_labelled(rows, name), name)
        for number in range(clips if turns else 0):
            seconds = seconds_of(turns[number % len(turns)], longest_seconds)
            asked.append(Asked(group=VARIETY, name=name, number=number, prompt=name, seconds=seconds))
    return tuple(asked)


def _to_fill(rows: Sequence[Row], names: Names, clips: int, longest_seconds: float) -> tuple[Asked, ...]:
    """As many clips of each category as there are, digits among them, each once."""
    long = [row for row in rows if seconds_of(row, longest_seconds) >= _SHORTEST_INPAINTED]
    each = (
        asked_of_rows(INPAINTING, name, chosen, min(clips, len(chosen)), longest_seconds)
        for name in names.categories
        if (chosen := _of_category(long, name))
    )
    return tuple(chain(*each))


def _of_category(rows: Sequence[Row], name: str) -> list[Row]:
    return [row for row in rows if row["category"] == name]


def _labelled(rows: Sequence[Row], name: str) -> list[Row]:
    return [row for row in rows if row["label"] == name]
