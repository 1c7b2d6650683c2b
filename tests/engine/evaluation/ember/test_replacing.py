"""Labels are asked for in clips that are called otherwise and go on, and heard in their middle alone."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np

from engine.evaluation.ember.asking import Asked
from engine.evaluation.ember.replacing import asked_to_replace, replacing
from engine.evaluation.ember.shelf import Shelf
from engine.evaluation.judge.accuracy import named
from engine.evaluation.judge.judge import load_judge
from engine.evaluation.sounds import RATE_HZ, Mono
from engine.training.codec.reading import Row


def row(category: str, label: str, seconds: float) -> Row:
    return {"category": category, "label": label, "file": f"{label}-{seconds}.wav", "duration_s": str(seconds)}


def noise(level: float) -> Mono:
    return (level * np.random.default_rng(0).standard_normal(RATE_HZ)).astype(np.float32)


def tone() -> Mono:
    return (0.3 * np.sin(2 * np.pi * 440 * np.arange(RATE_HZ) / RATE_HZ)).astype(np.float32)


def test_clips_that_go_on_and_are_called_otherwise_are_asked_to_be_a_label() -> None:
    rows = [row("ambience", "rain", 5.0), row("ambience", "wind", 9.0), row("ambience", "wind", 2.0)]
    asked = asked_to_replace([*rows, row("animals", "dog", 5.0)], ("dog", "rain"), 5, 6.0)
    assert sorted((each.name, each.file, each.seconds) for each in asked) == [
        ("dog", "rain-5.0.wav", 5.0),
        ("dog", "wind-9.0.wav", 6.0),
        ("rain", "wind-9.0.wav", 6.0),
    ]
    assert all(each.prompt == each.name and each.follows == "words" for each in asked)
    assert len(asked_to_replace(rows, ("dog",), 1, 6.0)) == 1


def test_the_region_alone_is_heard(tmp_path: Path) -> None:
    judge, shelf, told = load_judge(), Shelf(tmp_path, "a model"), list[int]()
    (name,) = named(judge.hear([tone()]).labels, judge.names.labels)
    asked = Asked(group="replacing", name=name, number=0, prompt=name, seconds=3.0, follows="words")
    other = replace(asked, name="another", number=1)
    for each in (asked, other):
        shelf.keep(each, np.concatenate((noise(0.1), tone(), noise(0.3))))
    found = replacing(shelf, (asked, other), judge, lambda: told.append(1))
    assert (found.value, found.count, len(told)) == (0.5, 2, 2)


def test_where_nothing_is_asked_there_is_no_figure(tmp_path: Path) -> None:
    assert math.isnan(replacing(Shelf(tmp_path, "a model"), (), load_judge(), lambda: None).value)
