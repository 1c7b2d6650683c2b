"""Values as shares of a set and back."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from engine.descriptors.scale import BREAKPOINTS, Scale, fitted
from engine.errors import ModelError, RangeError

SET = np.stack([np.linspace(0, 100, 101) ** power for power in (1.0, 0.5, 2.0, 1.5, 3.0)], axis=1)
"""A hundred and one sounds whose descriptors all rise together, each along another curve."""
SCALE = fitted(SET.tolist())


def test_a_share_is_how_many_have_less() -> None:
    for row in (0, 25, 50, 100):
        assert SCALE.to_share(SET[row]) == pytest.approx([row / 100] * 5, abs=0.01)
    assert SCALE.from_share([0.5] * 5) == pytest.approx(SET[50])


def test_outside_of_the_set_are_its_ends() -> None:
    assert tuple(SCALE.to_share([-1e9] * 5)) == (0,) * 5
    assert tuple(SCALE.to_share([1e9] * 5)) == (1,) * 5
    assert SCALE.from_share([2.0] * 5) == pytest.approx(SET[100], abs=0.01)


@given(shares=some.lists(some.floats(0, 1), min_size=5, max_size=5))
def test_there_and_back_is_the_same_share(shares: list[float]) -> None:
    assert SCALE.to_share(SCALE.from_share(shares)) == pytest.approx(shares, abs=1e-6)


@given(
    values=some.lists(some.lists(some.floats(-60, 60), min_size=5, max_size=5), min_size=1, max_size=20),
    one=some.floats(-70, 70),
    other=some.floats(-70, 70),
)
def test_more_is_never_less_whatever_the_set(values: list[list[float]], one: float, other: float) -> None:
    scale = fitted(values)
    less, more = scale.to_share([min(one, other)] * 5), scale.to_share([max(one, other)] * 5)
    assert all(a <= b for a, b in zip(less, more, strict=True))
    assert all(0 <= share <= 1 for share in (*less, *more))


def test_a_set_of_equal_sounds_still_has_a_scale() -> None:
    scale = fitted([[3.0] * 5] * 10)
    assert scale.from_share([0.0] * 5) == pytest.approx([3.0] * 5, abs=0.01)
    assert scale.from_share([1.0] * 5) == pytest.approx([3.0] * 5, abs=0.01)


def test_it_is_the_same_after_json() -> None:
    rows = json.loads(json.dumps(SCALE.quantiles))
    assert Scale(tuple(map(tuple, rows))) == SCALE
    assert [len(row) for row in rows] == [BREAKPOINTS] * 5


@pytest.mark.parametrize(
    "quantiles",
    [((0.0, 1.0),) * 4, ((0.0,),) * 5, ((1.0, 0.0),) * 5, ((0.0, 0.0),) * 5, ((0.0, float("nan")),) * 5],
)
def test_what_is_no_scale_is_refused(quantiles: tuple[tuple[float, ...], ...]) -> None:
    with pytest.raises(ModelError, match="get the model anew"):
        Scale(quantiles)


def test_no_sounds_have_no_scale() -> None:
    with pytest.raises(RangeError, match="give one at least"):
        fitted([])
