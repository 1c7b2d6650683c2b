"""What is read off a recording, against recordings whose answers are known."""

import numpy as np
import pytest

from bridge.bench.tape import Heard, _placed
from bridge.bench.turning import LONGEST_SECONDS, breaks, delays_of_turn, seconds_to_return

RATE_HZ, BLOCK, HERTZ = 48_000, 128, 1000.0
BEGAN = 100.0


def recorded(levels: np.ndarray) -> Heard:
    """A sine at these levels, that began at the moment `BEGAN`."""
    frames = len(levels) // BLOCK * BLOCK
    sound = levels[:frames] * np.sin(2 * np.pi * HERTZ * np.arange(frames) / RATE_HZ)
    moments = BEGAN + np.arange(frames // BLOCK) * BLOCK / RATE_HZ
    return Heard(sound.astype(np.float32), moments, RATE_HZ, BLOCK)


def turned(delay_seconds: float, fade_seconds: float = 0.0, seconds: float = 1.0) -> Heard:
    """A level that goes from 0.25 to 0.5, in a straight line, some time after half a second."""
    time = np.arange(round(seconds * RATE_HZ)) / RATE_HZ - 0.5 - delay_seconds
    share = np.clip(time / fade_seconds, 0, 1) if fade_seconds else (time >= 0).astype(np.float64)
    return recorded(0.25 + 0.25 * share)


@pytest.mark.parametrize("delay_ms", [0.0, 5.0, 12.3, 31.0])
def test_a_step_is_found_where_it_is(delay_ms: float) -> None:
    delays = delays_of_turn(turned(delay_ms / 1e3), HERTZ, BEGAN + 0.5, 0.5)
    assert delays is not None
    first, half = delays
    assert 1e3 * first == pytest.approx(delay_ms, abs=0.15)
    assert 1e3 * half == pytest.approx(delay_ms, abs=0.3)


def test_half_of_a_fade_is_its_middle() -> None:
    delays = delays_of_turn(turned(0.01, fade_seconds=0.02), HERTZ, BEGAN + 0.5, 0.5)
    assert delays is not None
    assert delays[0] == pytest.approx(0.0103, abs=3e-4)
    assert delays[1] == pytest.approx(0.02, abs=3e-4)


def test_a_turn_that_did_nothing_counts_as_late() -> None:
    delays = delays_of_turn(recorded(np.full(RATE_HZ, 0.25)), HERTZ, BEGAN + 0.5, 0.5)
    assert delays == (LONGEST_SECONDS, LONGEST_SECONDS)


def test_a_turn_that_fell_into_a_break_is_none() -> None:
    broken = turned(0.01)
    broken.samples[RATE_HZ // 2 - 500 : RATE_HZ // 2 - 400] = 0
    assert delays_of_turn(broken, HERTZ, BEGAN + 0.5, 0.5) is None
    missing = turned(0.01)
    missing.samples[RATE_HZ // 2 + 128 : RATE_HZ // 2 + 256] = np.nan
    assert delays_of_turn(missing, HERTZ, BEGAN + 0.5, 0.5) is None


def test_breaks_are_counted_and_what_the_recorder_missed_is_none() -> None:
    heard = recorded(np.full(2 * RATE_HZ, 0.5))
    assert breaks(heard, HERTZ) == 0
    heard.samples[512 * BLOCK : 513 * BLOCK] = np.nan
    assert (breaks(heard, HERTZ), heard.missed) == (0, 1)
    heard.samples[10_000:10_300] = 0
    heard.samples[10_900:11_000] = 0
    heard.samples[30_000] += 0.001
    assert breaks(heard, HERTZ) == 2


def test_a_return_is_a_sine_at_its_level_after_a_silence() -> None:
    levels = np.full(2 * RATE_HZ, 0.5)
    levels[24_000:48_000] = 0
    assert seconds_to_return(recorded(levels), HERTZ, 0.5, BEGAN + 0.5) == pytest.approx(0.5, abs=0.011)
    levels[48_000:] = 0.3
    assert seconds_to_return(recorded(levels), HERTZ, 0.5, BEGAN + 0.5) is None
    assert seconds_to_return(recorded(np.full(RATE_HZ, 0.5)), HERTZ, 0.5, BEGAN + 0.5) is None


def test_blocks_are_put_where_jack_counted_them() -> None:
    blocks = np.ones((4, BLOCK), np.float32) * np.arange(4)[:, None]
    frames = np.array([0, 1, 2, 4], np.int64) * BLOCK
    heard = _placed(blocks, frames, BEGAN + frames / RATE_HZ, RATE_HZ, BLOCK)
    assert heard.samples[::BLOCK].tolist()[:2] == [1.0, 2.0]
    assert heard.missed == 1
    assert heard.moment_of(3 * BLOCK) == pytest.approx(BEGAN + 4 * BLOCK / RATE_HZ)
    assert heard.frame_at(BEGAN + 4 * BLOCK / RATE_HZ) == pytest.approx(3 * BLOCK, abs=1)
