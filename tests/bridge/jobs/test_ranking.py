"""The order in which to listen to a job's takes, over points of a circle."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from bridge.jobs.ranking import ranked
from bridge.takes import Session, open_session
from engine import Audio, Point


def at(degrees: float) -> Point:
    point = np.zeros(128, np.float32)
    point[:2] = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return point


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """Takes 1 to 6 at these degrees."""
    session = open_session(tmp_path)
    for number, degrees in enumerate((80, 20, 21, -30, 5, 120), 1):
        session.save(Audio(np.full((10, 1), 0.1, np.float32), 48000), number=number)
        session.points.put(number, "ear", at(degrees))
    yield session
    session.close()


def test_the_best_comes_first_then_what_differs_then_the_other_half(session: Session) -> None:
    # 5, 20 and 21 degrees fit better than the median; of the last two, 21 differs more from the first.
    assert ranked(session, (1, 2, 3, 4, 5, 6), at(0)) == (5, 3, 2, 4, 1, 6)


def test_takes_that_are_gone_or_unheard_are_left_out(session: Session) -> None:
    session.delete(5)
    session.points.forget(2)
    assert ranked(session, (2, 3, 4, 5), at(0)) == (3, 4)
    assert ranked(session, (2, 5), at(0)) == ()


def test_where_nothing_says_what_fits_there_is_no_order(session: Session) -> None:
    assert ranked(session, (1, 2), None) == ()
