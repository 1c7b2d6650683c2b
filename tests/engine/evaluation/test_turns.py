"""Ways are timed in turns, and not longer than there is time for."""

import pytest

from engine.evaluation import turns
from engine.evaluation.turns import timed_in_turns


class Clock:
    """Time that passes only while a way is at work."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        monkeypatch.setattr(turns.time, "perf_counter", lambda: self.now)

    def work(self, seconds: float) -> None:
        self.now += seconds


@pytest.mark.parametrize(("budget_seconds", "rounds"), [(100.0, 3), (9.0, 3), (8.9, 2), (6.0, 2), (1.0, 1), (0.0, 1)])
def test_no_round_begins_that_would_end_too_late(
    budget_seconds: float, rounds: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock(monkeypatch)
    order: list[str] = []

    def fast() -> None:
        order.append("fast")
        clock.work(1.0)

    def slow() -> None:
        order.append("slow")
        clock.work(2.0)

    assert timed_in_turns([fast, slow], 3, budget_seconds) == [[1.0] * rounds, [2.0] * rounds]
    assert order == ["fast", "slow"] * rounds
