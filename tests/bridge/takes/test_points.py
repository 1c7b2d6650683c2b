"""Where takes lie: kept in the index, searched in memory, gone with their takes or with the ear that heard them."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as some

from bridge.takes import Session, open_session
from bridge.takes.points import NUMBERS, Points
from engine import Audio, Point

Noise = Callable[..., Audio]


def at(degrees: float) -> Point:
    """A point on a circle."""
    point = np.zeros(NUMBERS, np.float32)
    point[:2] = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return point


def place(session: Session, noise: Noise, *degrees: float) -> None:
    """Takes 1, 2, 3 ... at these places."""
    for number, where in enumerate(degrees, 1):
        session.save(noise(), number=number)
        session.points.put(number, "ear", at(where))


def test_the_nearest_comes_first_and_of_equals_the_newest(session: Session, noise: Noise) -> None:
    place(session, noise, 50, 10, 80, 10)
    assert session.points.nearest(at(0), 0, 50) == (4, [4, 2, 1, 3])
    assert session.points.nearest(at(0), 1, 2) == (4, [2, 1])
    assert session.points.nearest(at(0), 9, 2) == (4, [])


def test_only_those_asked_for_are_found(session: Session, noise: Noise) -> None:
    place(session, noise, 50, 10, 80)
    assert session.points.nearest(at(0), 0, 50, among=[3, 1, 99]) == (2, [1, 3])
    assert session.points.nearest(at(0), 0, 50, without=2) == (2, [1, 3])
    assert session.points.nearest(at(0), 0, 50, among=[]) == (0, [])


def test_a_search_knows_what_was_heard_or_deleted_since_the_last(session: Session, noise: Noise) -> None:
    place(session, noise, 50, 10, 80)
    session.points.nearest(at(0), 0, 50)
    session.delete(2)
    session.points.put(1, "ear", at(85))
    session.save(noise(), number=4)
    session.points.put(4, "ear", at(20))
    assert session.points.nearest(at(0), 0, 50) == (3, [4, 3, 1])


def test_points_stay_and_those_without_one_are_known(folder: Path, noise: Noise) -> None:
    session = open_session(folder)
    place(session, noise, 50, 10)
    session.save(noise(), number=3)
    session.save(noise(), number=4)
    session.close()
    again = open_session(folder)
    assert again.points.unheard == 2
    assert again.points.unheard_below(9_999_999) == [4, 3]
    assert again.points.unheard_below(4) == [3]
    assert again.points.nearest(at(0), 0, 50) == (2, [2, 1])
    assert np.allclose(again.points.of([1, 3])[1], at(50), atol=1e-3)
    again.close()


def test_a_take_that_is_gone_gets_no_point(session: Session, noise: Noise) -> None:
    place(session, noise, 50)
    session.delete(1)
    session.points.put(1, "ear", at(50))
    assert session.points.of([1]) == {}
    assert session.points.nearest(at(0), 0, 50) == (0, [])


def test_points_of_another_ear_are_forgotten(session: Session, noise: Noise) -> None:
    place(session, noise, 50, 10)
    assert not session.points.use("ear")
    assert session.points.nearest(at(0), 0, 50)[0] == 2
    assert session.points.use("a better ear")
    assert session.points.nearest(at(0), 0, 50) == (0, [])
    assert session.points.unheard == 2


def test_a_take_that_somebody_changed_is_heard_anew_and_a_renamed_one_is_not(folder: Path, noise: Noise) -> None:
    session = open_session(folder)
    place(session, noise, 50, 10)
    session.rename(2, "wind")
    path = session.path(1)
    session.close()
    soundfile.write(path, noise(960).samples, 48000)
    again = open_session(folder)
    assert again.points.unheard_below(9_999_999) == [1]
    again.close()


@pytest.mark.parametrize("blob", [b"", b"short", "text" * 64, np.full(NUMBERS, np.nan, np.float16).tobytes()])
def test_damaged_points_find_nothing_and_break_nothing(session: Session, noise: Noise, blob: object) -> None:
    place(session, noise, 50, 10)
    session._index.rows("UPDATE points SET point = ? WHERE number = 1", (blob,))
    assert session.points.nearest(at(0), 0, 1)[1] == [2]


@given(seed=some.integers(0, 1000), start=some.integers(0, 30), count=some.integers(1, 30))
def test_a_page_is_what_sorting_all_would_give(seed: int, start: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    numbers = rng.permutation(20) + 1
    # Few different points, so that many are equally near.
    places = rng.integers(0, 4, 20) * 30.0

    class Rows:
        def rows(self, statement: str, values: object = ()) -> list[tuple[int, bytes]]:
            blobs = [at(place).astype(np.float16).tobytes() for place in places]
            return list(zip(numbers.tolist(), blobs, strict=True))

    points = Points(Rows())  # type: ignore[arg-type]
    whole = sorted(zip(places.tolist(), numbers.tolist(), strict=True), key=lambda each: (each[0], -each[1]))
    page = [number for _, number in whole][start : start + count]
    assert points.nearest(at(0), start, count) == (20, page)
