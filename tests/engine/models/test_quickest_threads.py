"""How many threads are taken where one is quicker, where all are, and where a step is long."""

import time
from collections.abc import Iterator

import pytest
import torch

from engine.models import quickest_threads as module
from engine.models.quickest_threads import quickest_threads


@pytest.fixture(autouse=True)
def threads_as_before() -> Iterator[None]:
    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)


class Clock:
    """A clock that a step moves by so many seconds on one thread, and on several."""

    def __init__(self, alone: float, together: float) -> None:
        self.alone, self.together, self.now, self.steps = alone, together, 0.0, 0

    def perf_counter(self) -> float:
        return self.now

    def step(self) -> None:
        self.steps += 1
        self.now += self.alone if torch.get_num_threads() == 1 else self.together


@pytest.mark.parametrize(
    ("alone", "together", "wanted"),
    [(0.028, 0.041, 1), (0.041, 0.028, 2), (0.041, 0.04, 1), (0.1, 0.9, 2)],
    ids=["one is quicker", "both are", "hardly", "a long step"],
)
def test_the_quicker_count_is_taken_and_stays(
    monkeypatch: pytest.MonkeyPatch, alone: float, together: float, wanted: int
) -> None:
    clock = Clock(alone, together)
    monkeypatch.setattr(module, "time", clock)
    assert quickest_threads(clock.step, 2) == torch.get_num_threads() == wanted


def test_a_long_step_is_not_tried_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(alone=5.0, together=5.0)
    monkeypatch.setattr(module, "time", clock)
    quickest_threads(clock.step, 2)
    assert clock.steps == 1


def test_with_one_core_there_is_nothing_to_choose() -> None:
    began_at = time.perf_counter()
    assert quickest_threads(lambda: None, 1) == 1
    assert time.perf_counter() - began_at < 1
