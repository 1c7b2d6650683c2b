"""The click detector finds what was planted, and nothing in what has no click."""

import numpy as np
import pytest

from engine import Samples
from tests.clicks import assert_no_click, click_ratio

RATE_HZ = 48_000
EVENT = 24_000


def tone(hertz: float = 220.0, level: float = 0.5) -> Samples:
    time = np.arange(2 * EVENT) / RATE_HZ
    return (level * np.sin(2 * np.pi * hertz * time)).astype(np.float32)[:, None]


def noise() -> Samples:
    return np.random.default_rng(1).uniform(-0.5, 0.5, (2 * EVENT, 2)).astype(np.float32)


@pytest.mark.parametrize("sound", [tone(), tone(40.0), tone(5000.0), noise()])
def test_a_steady_sound_has_no_click(sound: Samples) -> None:
    assert_no_click(sound, RATE_HZ, EVENT)


def test_a_sound_that_is_cut_off_clicks() -> None:
    sound = tone()
    sound[EVENT + 30 :] = 0
    with pytest.raises(AssertionError, match="a click at frame 24000"):
        assert_no_click(sound, RATE_HZ, EVENT)


def test_one_wrong_sample_is_a_click() -> None:
    sound = tone()
    sound[EVENT] += 0.01
    with pytest.raises(AssertionError, match="a click"):
        assert_no_click(sound, RATE_HZ, EVENT)


def test_a_jump_of_the_level_is_a_click() -> None:
    sound = tone()
    sound[EVENT + 25 :] *= 0.5
    assert click_ratio(sound, RATE_HZ, EVENT) > 2


def test_a_click_in_one_channel_is_one() -> None:
    sound = np.repeat(tone(), 2, axis=1)
    sound[EVENT, 1] -= 0.05
    assert click_ratio(sound, RATE_HZ, EVENT) > 1.2


def test_a_click_far_from_the_event_is_none_of_it() -> None:
    sound = tone()
    sound[EVENT - 4800] += 0.01
    assert_no_click(sound, RATE_HZ, EVENT)


def test_an_event_that_lies_somewhere_is_looked_for_there() -> None:
    sound = tone()
    sound[EVENT + 4000] += 0.01
    assert_no_click(sound, RATE_HZ, EVENT)
    assert click_ratio(sound, RATE_HZ, EVENT, EVENT + 4800) > 1.2


def test_silence_on_both_sides_tells_nothing() -> None:
    with pytest.raises(AssertionError, match="no sound on either side"):
        click_ratio(np.zeros((2 * EVENT, 1), np.float32), RATE_HZ, EVENT)
