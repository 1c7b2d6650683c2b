"""What a run learns from when: all sounds, and for a while digits and notes alone."""

import pytest

from engine.errors import MissingError
from engine.training.ember.course import LESSONS, Lesson, course_of, lesson_at, one_lesson
from engine.training.ember.items import Item
from tests.engine.training.ember.fakes import CPU, item

DIGIT = item(0, category="spoken_digits", label="zero")
NOTE = item(1, category="synth", label="bass", note=40.0)
DRUM, OTHER = item(2), item(3, valid=True)
ITEMS = [DIGIT, NOTE, DRUM, OTHER]


def learned(lesson: Lesson, items: list[Item] = ITEMS) -> list[Item]:
    """Those that a lesson ever draws."""
    return [each for each, odds in zip(items, lesson.odds.items.sum(0).tolist(), strict=True) if odds > 0]


def test_digits_and_then_notes_are_learned_alone_between_two_times_of_all_sounds() -> None:
    course = course_of(ITEMS, CPU)
    every = [DIGIT, NOTE, DRUM]
    assert [learned(lesson) for lesson in course] == [every, [DIGIT], [DIGIT, NOTE], every]


def test_a_lesson_begins_where_the_one_before_it_ends() -> None:
    course = course_of(ITEMS, CPU)
    for place, (until, _) in enumerate(LESSONS[:-1]):
        assert lesson_at(course, until - 1e-9) is course[place]
        assert lesson_at(course, until) is course[place + 1]
    assert lesson_at(course, 0.0) is course[0]
    assert lesson_at(course, 1.0) is course[-1]
    assert LESSONS[-1][0] == 1.0


def test_where_there_are_no_digits_all_sounds_are_learned() -> None:
    items = [DRUM, item(4, label="snare"), OTHER]
    for lesson in course_of(items, CPU):
        assert learned(lesson, items) == items[:2]


def test_what_alone_is_asked_for_is_learned_all_along_and_has_to_be_there() -> None:
    (lesson,) = one_lesson(ITEMS, CPU, frozenset({"spoken_digits"}))
    assert learned(lesson) == [DIGIT]
    with pytest.raises(MissingError, match="nothing of voice"):
        one_lesson(ITEMS, CPU, frozenset({"voice"}))
