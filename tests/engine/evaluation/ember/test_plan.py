"""A plan asks for the validation split alone, as often as it is told."""

from collections import Counter

import pytest

from engine.errors import MissingError
from engine.evaluation.ember.plan import once_each, planned
from engine.evaluation.judge.weights import Names
from engine.models.words.controls import DESCRIPTORS
from engine.training.codec.reading import Row

NAMES = Names(("animals", "digits"), ("dog", "six", "owl"), ("dog",), ("six",))


def row(category: str, label: str, number: int, split: str = "valid", seconds: float = 1.0) -> Row:
    file = f"{split}-{label}-{number}.wav"
    return {"category": category, "label": label, "caption": f"a {label}", "file": file, "split": split,
            "duration_s": str(seconds)}  # fmt: skip


ROWS = [
    *(row("animals", "dog", number, "train") for number in range(9)),
    *(row("animals", "dog", number) for number in range(3)),
    row("animals", "owl", 0, seconds=0.3),
    *(row("digits", "six", number, seconds=0.4) for number in range(8)),
]


def test_clips_are_counted_for_each_name() -> None:
    plan = planned(ROWS, NAMES, 5, 6.0)
    assert Counter(each.name for each in plan.categories) == {"animals": 5, "digits": 5}
    assert Counter(each.name for each in plan.labels) == {"dog": 5}
    assert Counter(each.name for each in plan.digits) == {"six": 5}
    assert Counter(each.prompt for each in plan.variety) == {"dog": 2}
    assert all(each.file.startswith("valid-") for each in (*plan.captioned, *plan.inpainted))
    assert len(plan.notes) == 48
    assert len({each.file for each in plan.validation}) == len(plan.validation) == 3, "a quarter of twelve"
    assert len(plan.knobs) == 2 * 8 * len(DESCRIPTORS)


def test_more_clips_mean_more_prompts_for_notes_and_knobs() -> None:
    plan = planned(ROWS, NAMES, 20, 6.0)
    assert len(plan.notes) == 192
    assert len({(each.prompt, each.number) for each in plan.notes}) == 192
    assert Counter(each.name for each in plan.validation) == {"animals": 4, "digits": 8}
    assert len(plan.knobs) == 10 * 8 * len(DESCRIPTORS)
    assert len({each.seed for each in plan.new}) == len(plan.new)


def test_only_clips_that_have_a_middle_are_inpainted() -> None:
    plan = planned(ROWS, NAMES, 100, 6.0)
    assert sorted(each.file for each in plan.inpainted) == [f"valid-dog-{number}.wav" for number in range(3)]


def test_a_clip_whose_caption_was_asked_twice_counts_once() -> None:
    found = once_each(planned(ROWS, NAMES, 10, 6.0).categories)
    assert Counter(each.name for each in found) == {"animals": 4, "digits": 8}
    assert all(each.number < 8 for each in found)


def test_without_validation_clips_there_is_nothing_to_ask() -> None:
    with pytest.raises(MissingError, match="No validation clip"):
        planned([row("animals", "dog", 0, "train")], NAMES, 5, 6.0)
