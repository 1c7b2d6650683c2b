"""Times of clips as figures."""

import pytest

from bridge.bench import Effort, edits, measure_group
from bridge.settings import Settings
from engine.evaluation.edit_speed import EditSpeed

SPEED = EditSpeed(
    pipeline=[8.0, 6.0, 7.0],
    warmtone=[6.0, 6.0, 6.3],
    bfloat16=[3.0, 3.3, 3.0],
    networks=[5.7, 5.4, 6.3],
    cancels=[0.01, 0.02, 0.03],
    longest_block=0.05,
)


def test_pairs_are_compared_and_a_cancel_may_take_a_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edits, "time_edits", lambda rounds, cancels: SPEED)
    clip, halved, own, cancel = measure_group("edits", Settings(), Effort())
    assert (clip.value, clip.met) == (0.9, True)
    assert "3 pairs: 7.00 s theirs, 6.00 s ours" in clip.says
    assert (halved.value, halved.met) == (0.5, True)
    assert (own.value, own.met) == (5.0, True)
    assert (cancel.value, cancel.reach) == (30.0, 55.0)
