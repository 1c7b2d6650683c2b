"""What becomes of a group whose measurement fails on the way."""

from collections.abc import Iterator

import pytest

from bridge.bench.effort import Effort
from bridge.bench.figure import Figure
from bridge.bench.groups import GROUPS, Measurement, measure_group
from bridge.settings import Settings
from engine import WarmtoneError

FIRST, SECOND = Figure("first", None, "ms", 1.0), Figure("second", None, "ms", 1.0)


def failing_halfway(settings: Settings, effort: Effort) -> Iterator[Figure]:
    yield FIRST.measured(0.5, "once")
    raise WarmtoneError("The card fell off the table.")


def test_what_was_measured_before_a_failure_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(GROUPS, "falling", (Measurement((FIRST, SECOND), failing_halfway),))
    first, second = measure_group("falling", Settings(), Effort())
    assert (first.value, first.says) == (0.5, "once")
    assert (second.value, second.says) == (None, "The card fell off the table.")
