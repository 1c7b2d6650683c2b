"""The live worker's estimate of the card's clock."""

import time

import numpy as np
import pytest

from engine.live.clock import CardClock
from engine.live.ring_memory import Reading

RATE_HZ, BLOCK = 48_000, 128


def hear(clock: CardClock, late_seconds: list[float], began: float, rate_hz: float = RATE_HZ) -> None:
    """Callbacks that come so late, of a card that begins with frame 0 at that moment."""
    for number, late in enumerate(late_seconds):
        asked = (number + 1) * BLOCK
        clock.hear(Reading(asked, began + number * BLOCK / rate_hz + late, BLOCK, asked))


def test_before_anything_was_heard_it_stands_still() -> None:
    assert not CardClock(RATE_HZ).runs()


def test_it_tells_when_a_frame_sounds() -> None:
    clock, began = CardClock(RATE_HZ), time.monotonic()
    hear(clock, [0.0] * 10, began)
    assert clock.runs()
    assert clock.moment_of(48_000) == pytest.approx(began + 1.0)
    assert clock.block == BLOCK


def test_late_callbacks_move_it_little() -> None:
    clock, began = CardClock(RATE_HZ), time.monotonic()
    late = np.abs(np.random.default_rng(0).normal(0, 0.001, 1000))
    late[::5] = 0.0
    hear(clock, late.tolist(), began)
    assert clock.moment_of(0) == pytest.approx(began, abs=0.0001)


@pytest.mark.parametrize("parts_in_a_million", [-100, 100])
def test_it_follows_a_card_that_is_not_at_its_rate(parts_in_a_million: float) -> None:
    clock, began = CardClock(RATE_HZ), time.monotonic()
    rate_hz = RATE_HZ * (1 + parts_in_a_million * 1e-6)
    hear(clock, [0.0] * 20_000, began, rate_hz)
    asked = 20_000 * BLOCK
    assert clock.moment_of(asked) == pytest.approx(began + asked / rate_hz, abs=0.0001)


def test_a_card_that_asks_in_bursts_is_served_for_a_whole_burst() -> None:
    clock, began = CardClock(RATE_HZ), time.monotonic()
    for number in range(40):
        asked = (number + 1) * BLOCK
        clock.hear(Reading(asked, began + number // 4 * 4 * BLOCK / RATE_HZ, BLOCK, asked))
    assert clock.moment_of(0) == pytest.approx(began - 3 * BLOCK / RATE_HZ, abs=0.0002)


def test_frames_that_the_ring_lacked_move_what_follows() -> None:
    clock, began = CardClock(RATE_HZ), time.monotonic()
    clock.hear(Reading(BLOCK, began, BLOCK, 0))
    assert clock.moment_of(0) == pytest.approx(began + BLOCK / RATE_HZ)


def test_a_card_that_stood_still_is_taken_up_anew() -> None:
    clock, began = CardClock(RATE_HZ), time.monotonic() - 10
    hear(clock, [0.0] * 10, began)
    assert not clock.runs()
    clock.hear(Reading(11 * BLOCK, began + 10, BLOCK, 11 * BLOCK))
    assert clock.runs()
    assert clock.moment_of(10 * BLOCK) == pytest.approx(began + 10, abs=0.0001)
