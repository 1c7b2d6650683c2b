"""What the rest of a job will take, by the steps that were measured."""

import pytest

from engine.pace import Pace


def test_nothing_is_foretold_before_a_step_was_measured() -> None:
    pace = Pace()
    assert pace.seconds_for(10) == 0
    pace.step(0, 100.0)
    assert pace.seconds_for(10) == 0


def test_the_rest_takes_as_long_for_each_step_as_those_before() -> None:
    pace = Pace()
    for done, at in ((0, 100.0), (1, 100.5), (3, 101.5)):
        pace.step(done, at)
    assert pace.seconds_for(7) == pytest.approx(3.5)


def test_a_step_that_is_told_twice_is_measured_from_its_begin() -> None:
    pace = Pace()
    for done, at in ((0, 100.0), (0, 100.4), (1, 101.0)):
        pace.step(done, at)
    assert pace.seconds_for(1) == pytest.approx(1.0)


def test_what_is_between_two_takes_is_not_measured() -> None:
    pace = Pace()
    for done, at in ((0, 100.0), (2, 101.0)):
        pace.step(done, at)
    pace.pause()
    for done, at in ((2, 160.0), (4, 161.0)):
        pace.step(done, at)
    assert pace.seconds_for(4) == pytest.approx(2.0)


def test_a_take_that_is_made_once_more_is_measured_from_its_start() -> None:
    pace = Pace()
    for done, at in ((0, 100.0), (4, 102.0), (0, 130.0), (2, 131.0)):
        pace.step(done, at)
    assert pace.seconds_for(2) == pytest.approx(1.0)
