"""What the click detector says beside what all tests ask of it."""

import math

import numpy as np

from engine.evaluation.clicks import MOST, bend, click_ratio

RATE_HZ, EVENT = 44_100, 22_050


def test_silence_on_both_sides_tells_nothing() -> None:
    assert math.isnan(click_ratio(np.zeros((2 * EVENT, 1), np.float32), RATE_HZ, EVENT))


def test_looked_at_from_near_a_sound_that_begins_beside_the_event_is_no_click_but_a_jump_is() -> None:
    sound = 0.001 * np.random.default_rng(0).standard_normal((2 * EVENT, 1)).astype(np.float32)
    sound[EVENT + 100 : EVENT + 500] *= 20
    assert click_ratio(sound, RATE_HZ, EVENT) > MOST
    assert click_ratio(sound, RATE_HZ, EVENT, near_seconds=0.001) < MOST
    sound[EVENT:] += 0.5
    assert click_ratio(sound, RATE_HZ, EVENT, near_seconds=0.001) > MOST


def test_an_event_at_the_end_is_looked_at_from_one_side() -> None:
    sound = np.random.default_rng(0).standard_normal((EVENT, 1)).astype(np.float32)
    assert click_ratio(sound, RATE_HZ, EVENT, near_seconds=0.001) < MOST


def test_a_bend_is_the_largest_second_difference_near_a_frame() -> None:
    sound = np.zeros((2 * EVENT, 2), np.float32)
    sound[EVENT, 1] = 0.5
    assert bend(sound, RATE_HZ, EVENT, near_seconds=0.001) == 1.0
    assert bend(sound, RATE_HZ, EVENT + 100, near_seconds=0.001) == 0.0
