"""Regions of sounds that go on, asked to be something else by words: does the judge hear it, in the region alone?"""

from collections.abc import Callable, Sequence
from itertools import chain

from engine.audio import frames_of
from engine.evaluation.ember.asking import Asked, in_order, seconds_of
from engine.evaluation.ember.making import middle_third
from engine.evaluation.ember.shelf import Shelf
from engine.evaluation.intervals import NOTHING, Estimate, wilson
from engine.evaluation.judge.accuracy import named
from engine.evaluation.judge.judge import Judge
from engine.evaluation.sounds import RATE_HZ, Mono
from engine.training.codec.reading import Row
from engine.training.ember.batches import GOING_ON

GROUP = "replacing"
_SHORTEST_SECONDS = 3.0
"""Of a clip whose middle third has room for an event."""


def asked_to_replace(
    rows: Sequence[Row], labels: Sequence[str], clips: int, longest_seconds: float
) -> tuple[Asked, ...]:  # fmt: skip
    """Each label asked for in the middle third of so many clips that go on and are called otherwise."""
    long = [
        row for row in rows if row["category"] in GOING_ON and seconds_of(row, longest_seconds) >= _SHORTEST_SECONDS
    ]
    return tuple(chain(*(_in_others(long, label, clips, longest_seconds) for label in labels)))


def _in_others(rows: Sequence[Row], label: str, clips: int, longest_seconds: float) -> list[Asked]:
    others = in_order([row for row in rows if row["label"] != label], label)[:clips]
    return [
        Asked(
            group=GROUP,
            name=label,
            number=number,
            prompt=label,
            seconds=seconds_of(row, longest_seconds),
            file=row["file"],
            follows="words",
        )
        for number, row in enumerate(others)
    ]


def replacing(shelf: Shelf, asked: Sequence[Asked], judge: Judge, on_clip: Callable[[], None]) -> Estimate:
    """The share of regions that are named as they were asked for; `on_clip` is called for each that is heard."""
    if not asked:
        return NOTHING
    heard = judge.hear((_middle(shelf.sound(each)) for each in asked), on_clip)
    names = named(heard.labels, judge.names.labels)
    return wilson(sum(name == each.name for name, each in zip(names, asked, strict=True)), len(asked))


def _middle(sound: Mono) -> Mono:
    first, last = (frames_of(seconds, RATE_HZ) for seconds in middle_third(len(sound) / RATE_HZ))
    return sound[first:last]
