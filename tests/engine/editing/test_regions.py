"""Regions come in any order and overlap; they leave in order and apart, or with a sentence."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Audio, RangeError
from engine.editing.regions import MOST_REGIONS, Region, regions

SOURCE = Audio(np.zeros((80_000, 1), np.float32), 8_000)


def test_seconds_become_frames() -> None:
    assert regions([(1.0, 2.5)], SOURCE) == (Region(8_000, 20_000),)
    assert regions([(0.0, 10.0)], SOURCE) == (Region(0, 80_000),)


def test_regions_that_touch_or_overlap_are_one() -> None:
    found = regions([(5, 6), (1, 2), (2, 3), (2.5, 2.6), (5.5, 7)], SOURCE)
    assert found == (Region(8_000, 24_000), Region(40_000, 56_000))


def test_two_short_ones_that_touch_are_long_enough() -> None:
    assert regions([(1.0, 1.015), (1.015, 1.03)], SOURCE) == (Region(8_000, 8_240),)


def test_an_end_that_32_bits_have_moved_is_the_end() -> None:
    long = Audio(np.zeros((48_000 * 300 + 7, 1), np.float32), 48_000)
    assert regions([(299, float(np.float32(long.seconds)))], long)[0].end_frame == long.frames
    assert regions([(9.0, 10.0009)], SOURCE)[0].end_frame == 80_000


@given(st.lists(st.tuples(st.floats(0, 9.9), st.floats(0.02, 0.1)), min_size=1, max_size=40))
def test_every_frame_that_was_named_is_in_one_region_and_no_other(named: list[tuple[float, float]]) -> None:
    spans = [(start, start + length) for start, length in named]
    due = np.zeros(SOURCE.frames, np.bool_)
    for start, end in spans:
        due[round(start * 8_000) : round(end * 8_000)] = True
    found = regions(spans, SOURCE)
    marked = np.zeros(SOURCE.frames, np.int64)
    for region in found:
        marked[region.start_frame : region.end_frame] += 1
    assert np.array_equal(marked, due)
    assert all(one.end_frame < other.start_frame for one, other in pairwise(found))


@pytest.mark.parametrize(
    ("spans", "sentence"),
    [
        ([], "needs at least one"),
        ([(2, 1)], "ends at 1 s but starts at 2 s"),
        ([(1, 1)], "an end after its start"),
        ([(-0.1, 1)], "stay between 0 and 10 s"),
        ([(9, 10.1)], "stay between 0 and 10 s"),
        ([(11, 12)], "lies outside of the source"),
        ([(1, 1.019)], "has 19.0 ms: make it 20 ms or longer"),
        ([(math.nan, 1)], "must be numbers"),
        ([(0, math.inf)], "must be numbers"),
        ([(n / 10, n / 10 + 0.05) for n in range(MOST_REGIONS + 1)], "65 regions are too many: 64 at most"),
    ],
)
def test_what_is_no_region_is_refused(spans: list[tuple[float, float]], sentence: str) -> None:
    with pytest.raises(RangeError, match=sentence):
        regions(spans, SOURCE)
