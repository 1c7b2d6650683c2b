"""How many steps of DDIM come as near to the data as Warmtone's usual sampler."""

import warnings
from collections.abc import Iterator

import pytest

from engine.evaluation.sampling_error import ddim_error, ddim_steps_within, own_error


@pytest.fixture(autouse=True)
def their_warnings() -> Iterator[None]:
    """Their betas pass through an old way of numpy's, which warns."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "__array__ implementation", DeprecationWarning)
        yield


def test_ddim_takes_more_than_a_hundred_steps_to_come_as_near_as_ours() -> None:
    assert own_error() < 0.0008
    assert ddim_error(25) > ddim_error(50) > ddim_error(100) > own_error()
    assert ddim_error(125) < own_error()


def test_the_fewest_steps_within_an_error_are_found() -> None:
    steps = ddim_steps_within(0.01)
    assert ddim_error(steps) <= 0.01
    assert all(ddim_error(fewer) > 0.01 for fewer in range(1, steps))


def test_an_error_that_no_number_of_steps_has_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.evaluation.sampling_error._MOST_STEPS", 4)
    with pytest.raises(ValueError, match="any number of steps"):
        ddim_steps_within(1e-6)
