"""Schedules fall from where they were told to begin to 0, all of their steps on the way, whatever they are asked."""

import math
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.diffusion.sigmas import FLOW_HIGHEST_SHARE, even_flow, exponential, flow, karras, share_of, sigma_of
from engine.errors import RangeError

HIGHEST = 83.8
STEPS = st.integers(1, 200)
Schedule = Callable[[int, float], list[float]]
SCHEDULES: list[Schedule] = [
    lambda steps, highest: karras(steps, highest, 0.0388),
    lambda steps, highest: exponential(steps, highest, 0.3),
    lambda steps, highest: flow(steps, share_of(highest)),
    lambda steps, highest: even_flow(steps, share_of(highest)),
]


@pytest.mark.parametrize("schedule", SCHEDULES)
@given(steps=STEPS, strength=st.floats(1e-6, 1))
def test_all_steps_fall_from_the_start_of_an_edit_to_0(schedule: Schedule, steps: int, strength: float) -> None:
    highest = sigma_of(strength, HIGHEST)
    sigmas = schedule(steps, highest)
    assert len(sigmas) == steps + 1
    assert sigmas[0] == pytest.approx(highest)
    assert all(lower < sigma for sigma, lower in pairwise(sigmas))
    assert sigmas[-1] == 0.0


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_a_strength_of_0_leaves_nothing_to_do(schedule: Schedule) -> None:
    assert schedule(8, sigma_of(0, HIGHEST)) == [0.0]


@given(first=st.floats(0, 1), second=st.floats(0, 1), highest=st.floats(0.01, 1e4))
def test_more_strength_never_begins_lower(first: float, second: float, highest: float) -> None:
    less, more = sorted([first, second])
    assert 0 <= sigma_of(less, highest) <= sigma_of(more, highest) <= highest
    assert (sigma_of(0, highest), sigma_of(1, highest)) == (0, highest)


def test_half_of_the_strength_is_half_of_the_share_of_noise() -> None:
    assert share_of(sigma_of(0.5, HIGHEST)) == pytest.approx(share_of(HIGHEST) / 2)


def test_karras_is_even_in_the_seventh_root_down_to_the_lowest() -> None:
    *sigmas, _ = karras(16, HIGHEST, 0.0388)
    steps = [sigma ** (1 / 7) - lower ** (1 / 7) for sigma, lower in pairwise(sigmas)]
    assert steps == pytest.approx([steps[0]] * 15)
    assert sigmas[-1] == pytest.approx(0.0388)


def test_an_exponential_schedule_is_even_in_the_logarithm_down_to_the_lowest() -> None:
    *sigmas, _ = exponential(16, 500, 0.3)
    assert [sigma / lower for sigma, lower in pairwise(sigmas)] == pytest.approx([(500 / 0.3) ** (1 / 15)] * 15)
    assert sigmas[-1] == pytest.approx(0.3)


def test_a_flow_is_even_in_the_logarithm_of_signal_over_noise() -> None:
    logarithms = [math.log(sigma) for sigma in flow(8, FLOW_HIGHEST_SHARE)[:-1]]
    assert logarithms == pytest.approx([6.2 - 8.2 * step / 8 for step in range(8)])


def test_an_even_flow_is_even_in_time() -> None:
    assert [share_of(sigma) for sigma in even_flow(4, 0.8)] == pytest.approx([0.8, 0.6, 0.4, 0.2, 0])


@pytest.mark.parametrize("share", [-0.1, 1.0, math.nan, math.inf])
def test_a_flow_begins_with_some_signal_left(share: float) -> None:
    for schedule in (flow, even_flow):
        with pytest.raises(RangeError, match="from 0 to below 1"):
            schedule(8, share)


@pytest.mark.parametrize(("steps", "highest", "lowest"), [(0, 1, 0.1), (8, math.nan, 0.1), (8, -1, 0.1), (8, 1, 0)])
def test_a_schedule_that_cannot_be_is_refused(steps: int, highest: float, lowest: float) -> None:
    for schedule in (karras, exponential):
        with pytest.raises(RangeError):
            schedule(steps, highest, lowest)


@pytest.mark.parametrize("strength", [-0.01, 1.01, math.nan])
def test_a_strength_outside_of_0_to_1_is_refused(strength: float) -> None:
    with pytest.raises(RangeError, match="from 0 to 1"):
        sigma_of(strength, HIGHEST)
