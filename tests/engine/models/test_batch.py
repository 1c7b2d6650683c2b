"""How many takes are sampled together, and what is kept of those that were not asked for yet."""

import pytest

from engine.models.batch import MOST_SECONDS, Batch, BatchPlace, most_at_once


@pytest.mark.parametrize("device", ["cpu", "cpu:0"])
def test_on_a_cpu_takes_are_sampled_one_after_the_other(device: str) -> None:
    assert most_at_once(device, 0.1) == 1


@pytest.mark.parametrize(("seconds", "takes"), [(0.02, 8), (47.0, 8), (60.0, 6), (190.0, 2), (2 * MOST_SECONDS, 1)])
@pytest.mark.parametrize("device", ["cuda", "cuda:1", "mps"])
def test_elsewhere_fewer_takes_of_longer_sounds(device: str, seconds: float, takes: int) -> None:
    assert most_at_once(device, seconds) == takes


def test_what_was_sampled_beside_a_take_is_taken_once_and_says_where() -> None:
    batch = Batch("rain")
    batch.ask((4, 5))
    seeds = batch.seeds(3, 8)
    assert seeds == (3, 4, 5)
    batch.keep(seeds, ["a", "b", "c"])
    assert (batch.taken(3), batch.place) == ("a", BatchPlace(1, 3))
    batch.ask((5,))
    assert (batch.taken(4), batch.place) == ("b", BatchPlace(2, 3))
    batch.ask(())
    assert batch.taken(4) is None
    assert batch.place == BatchPlace(1, 1)


def test_half_of_what_was_too_much_is_the_most_for_all_that_follow() -> None:
    batch = Batch("rain")
    batch.ask((4, 5, 6, 7))
    batch.halve(len(batch.seeds(3, 8)))
    assert batch.seeds(3, 8) == (3, 4)
    batch.ask((6, 7))
    assert batch.seeds(5, 8) == (5, 6)
    batch.halve(1)
    assert batch.seeds(5, 8) == (5,)
