"""Frames to columns and back."""

from collections.abc import Iterator

import numpy as np
import pytest

from engine import RangeError
from engine.audio import Samples
from engine.families.columns import columns_of, filled_up, first_frames, silence_after, window_of
from engine.families.stable_audio3 import StableAudio3
from engine.families.stable_audio_open import StableAudioOpen


@pytest.mark.parametrize(("frames", "columns"), [(0, 1), (1, 1), (64, 1), (65, 2), (128, 2)])
def test_a_column_begun_is_a_column(stable_audio3: StableAudio3, frames: int, columns: int) -> None:
    assert columns_of(frames, stable_audio3.card) == columns


def test_a_window_is_heard_whole_and_what_is_longer_too(
    stable_audio3: StableAudio3, stable_audio_open: StableAudioOpen
) -> None:
    assert [window_of(frames, stable_audio3.card) for frames in (0, 65, 64 * 300)] == [1, 2, 300]
    assert [window_of(frames, stable_audio_open.card) for frames in (0, 65, 64 * 300)] == [250, 250, 300]


def test_a_sound_is_filled_up_with_silence(stable_audio3: StableAudio3) -> None:
    samples = np.arange(1, 141, dtype=np.float32).reshape(70, 2) / 140
    filled = filled_up(samples, stable_audio3.card)[0].numpy()
    np.testing.assert_array_equal(filled[:, :70].T, samples)
    assert filled.shape == (2, 128)
    assert not filled[:, 70:].any()


@pytest.mark.parametrize(
    "samples",
    [
        np.zeros((64, 1), np.float32),
        np.zeros((2, 64), np.float32),
        np.zeros(64, np.float32),
        np.zeros((0, 2), np.float32),
        np.zeros((64, 2), np.float64),
    ],
)
def test_what_is_no_sound_of_the_family_is_refused(stable_audio3: StableAudio3, samples: Samples) -> None:
    with pytest.raises(RangeError, match=r"shape \(frames, 2\) at 8000 Hz"):
        filled_up(samples, stable_audio3.card)


def test_blocks_that_nobody_asked_for_are_not_computed() -> None:
    computed: list[int] = []

    def blocks() -> Iterator[Samples]:
        for number in range(9):
            computed.append(number)
            yield np.full((10, 1), number, np.float32)

    assert [len(block) for block in first_frames(blocks(), 25)] == [10, 10, 5]
    assert [len(block) for block in first_frames(blocks(), 20)] == [10, 10]
    assert computed == [0, 1, 2, 0, 1]


def test_silence_lies_after_all_blocks_in_no_longer_ones() -> None:
    sounds = [np.ones((frames, 2), np.float32) for frames in (2, 4)]
    blocks = list(silence_after(sounds, 15))
    assert [block.shape for block in blocks] == [(2, 2), (4, 2), (4, 2), (4, 2), (1, 2)]
    assert np.concatenate(blocks)[:, 0].tolist() == [1.0] * 6 + [0.0] * 9


def test_enough_sound_needs_no_silence() -> None:
    assert [len(block) for block in silence_after([np.ones((4, 1), np.float32)], 4)] == [4]
