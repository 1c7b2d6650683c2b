"""What a run learns from when: all sounds, and for a while some alone, which it can't tell apart among all.

Measured on Ember: among all sounds it never began to listen to the words that tell one digit from another; after a few
hundred steps of digits alone it did, and went on to among all.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from engine.errors import MissingError
from engine.training.ember.batches import NOTES, Odds, odds_of
from engine.training.ember.items import Item

_DIGITS = "spoken_digits"


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """Odds of the batches up to this share of a run's steps, 0..1."""

    until: float
    odds: Odds


LESSONS: tuple[tuple[float, frozenset[str]], ...] = (
    (0.15, frozenset()),
    (0.19, frozenset({_DIGITS})),
    (0.25, frozenset({_DIGITS, NOTES})),
    (1.0, frozenset()),
)
"""Up to which share of a run which sounds alone; all where none are named."""


def course_of(items: Sequence[Item], device: torch.device) -> tuple[Lesson, ...]:
    """What a run that begins from nothing learns, one lesson after the other."""
    return tuple(Lesson(until, _odds(items, device, only)) for until, only in LESSONS)


def one_lesson(items: Sequence[Item], device: torch.device, only: frozenset[str]) -> tuple[Lesson, ...]:
    """The same sounds all along; raises `MissingError` where none of those that alone are asked for is there."""
    return (Lesson(1.0, odds_of(items, device, only)),)


def lesson_at(course: Sequence[Lesson], share: float) -> Lesson:
    """The lesson of a course when so much of the run is made, 0..1."""
    return next((lesson for lesson in course if share < lesson.until), course[-1])


def _odds(items: Sequence[Item], device: torch.device, only: frozenset[str]) -> Odds:
    """All sounds where the clips have none of those that a lesson is about."""
    try:
        return odds_of(items, device, only)
    except MissingError:
        return odds_of(items, device)
