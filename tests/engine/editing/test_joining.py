"""Windows that overlap become one sound: what differs gives way at one level, and without a click."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest

from engine import Samples
from engine.editing.joining import joined
from engine.editing.levels import rms_dbfs
from engine.editing.regions import Region
from engine.editing.windows import overlapping
from tests.clicks import assert_no_click
from tests.engine.editing.sounds import hiss, tone

RATE_HZ = 8_000
WINDOWS = overlapping(5 * RATE_HZ, 2 * RATE_HZ, RATE_HZ)


def in_blocks(samples: Samples, frames: int) -> Iterator[Samples]:
    return (samples[start : start + frames] for start in range(0, len(samples), frames))


@pytest.mark.parametrize("frames", [1, 333, 4_000, 100_000])
def test_parts_of_one_sound_are_that_sound_again(frames: int) -> None:
    whole = hiss(5 * RATE_HZ, 2)

    def blocks_of(index: int, window: Region) -> Iterator[Samples]:
        assert window == WINDOWS[index]
        return in_blocks(whole[window.start_frame : window.end_frame], frames)

    np.testing.assert_allclose(np.concatenate(list(joined(WINDOWS, blocks_of))), whole, atol=1e-6)


def test_noise_goes_over_into_other_noise_at_one_level() -> None:
    heard = np.concatenate(list(joined(WINDOWS, lambda index, window: in_blocks(hiss(window.frames, 1, index), 700))))
    assert len(heard) == 5 * RATE_HZ
    levels = [rms_dbfs(piece) for piece in in_blocks(heard, RATE_HZ // 10)]
    assert np.ptp(levels) < 2
    for before, after in pairwise(WINDOWS):
        for at in (after.start_frame, (after.start_frame + before.end_frame) // 2, before.end_frame):
            sides = rms_dbfs(heard[at - 400 : at]), rms_dbfs(heard[at : at + 400])
            assert abs(sides[0] - sides[1]) < 1


def test_tones_of_other_phases_join_without_a_click() -> None:
    def blocks_of(index: int, window: Region) -> Iterator[Samples]:
        return in_blocks(tone(window.frames, RATE_HZ, 300, 1.7 * index), 700)

    heard = np.concatenate(list(joined(WINDOWS, blocks_of)))
    for before, after in pairwise(WINDOWS):
        assert_no_click(heard, RATE_HZ, after.start_frame, before.end_frame)


def test_a_window_sounds_before_the_next_is_made() -> None:
    begun: list[int] = []

    def blocks_of(index: int, window: Region) -> Iterator[Samples]:
        begun.append(index)
        return in_blocks(hiss(window.frames), 500)

    sound = joined(WINDOWS, blocks_of)
    assert begun == []
    given = 0
    while given < WINDOWS[1].start_frame:
        given += len(next(sound))
        assert begun == [0]
    assert len(next(sound)) > 0
    assert begun == [0, 1]
