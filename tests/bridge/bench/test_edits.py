"""Times of clips and errors of inpainting as figures."""

from dataclasses import replace

import pytest

from bridge.bench import Effort, Figure, edits, equal_error, inpainting, small_model
from bridge.bench.groups import GROUPS
from bridge.settings import Settings
from engine.evaluation.edit_speed import EditSpeed
from engine.evaluation.equal_error_speed import EqualErrorSpeed
from engine.evaluation.inpainting_error import InpaintingErrors, WayError
from engine.evaluation.small_model_speed import SmallModelSpeed

SPEED = EditSpeed(
    pipeline=[8.0, 6.0, 7.0],
    script=[20.0, 120.0, 126.0],
    warmtone=[6.0, 6.0, 6.3],
    networks=[5.7, 5.4, 6.3],
    bfloat16=[3.0, 3.3, 3.0],
    cancels=[0.01, 0.02, 0.03],
    longest_block=0.05,
    cancelled_in="bfloat16",
)


def measured(speed: EditSpeed, monkeypatch: pytest.MonkeyPatch) -> dict[str, Figure]:
    monkeypatch.setattr(edits, "time_edits", lambda rounds, budget_seconds, cancels: speed)
    return {figure.name: figure for figure in edits.measure_edits(Settings(), Effort())}


def test_pairs_are_compared_and_a_cancel_may_take_a_block(monkeypatch: pytest.MonkeyPatch) -> None:
    clip, first, own, halved, cancel = measured(SPEED, monkeypatch).values()
    assert (clip.value, clip.met) == (0.9, True)
    assert "3 pairs: 7.00 s theirs, 6.00 s ours" in clip.says
    assert (first.value, first.met) == (0.05, True)
    assert "120.00 s the script, warm 6.00 s" in first.says
    assert (own.value, own.met) == (5.0, True)
    assert (halved.value, halved.met) == (0.5, True)
    assert (cancel.value, cancel.reach) == (30.0, 55.0)
    assert "in bfloat16" in cancel.says


def test_where_the_processor_is_slow_in_bfloat16_that_is_said_instead(monkeypatch: pytest.MonkeyPatch) -> None:
    figures = measured(replace(SPEED, bfloat16=[], cancelled_in="float32"), monkeypatch)
    halved = figures[edits.HALVED.name]
    assert (halved.value, halved.met) == (None, None)
    assert "no faster in bfloat16" in halved.says
    assert figures[edits.CLIP.name].met
    assert "in float32" in figures[edits.CANCEL.name].says


def test_clips_of_equal_error_say_how_many_steps_that_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    speed = EqualErrorSpeed(111, 0.00074, 20, 0.00078, pipeline=[40.0], warmtone=[10.0])
    monkeypatch.setattr(equal_error, "time_equal_error", lambda rounds, budget_seconds: speed)
    [equal] = equal_error.measure_equal_error(Settings(), Effort())
    assert (equal.value, equal.met) == (0.25, True)
    assert "in 20 steps, 0.00074 in 111 of DDIM" in equal.says
    assert "1 pair: 40.00 s theirs, 10.00 s ours" in equal.says


def test_a_small_model_is_heard_at_first_and_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    speed = SmallModelSpeed(16_000_000, "float32", 32_768, whole=[0.1, 0.2, 0.2], first_block=[0.09], script=[10.0])
    monkeypatch.setattr(small_model, "time_small_model", lambda clips, scripts: speed)
    whole, first_block, first_clip = small_model.measure_small_model(Settings(), Effort())
    assert (whole.value, whole.met) == (200.0, False)
    assert "16 M parameters, float32, median of 3; longest 200 ms" in whole.says
    assert (first_block.value, first_block.met) == (90.0, True)
    assert (first_clip.value, first_clip.met) == (0.02, True)


def test_inpainting_is_told_by_its_mean_over_many_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    errors = InpaintingErrors(WayError(0.002, 0.003), WayError(0.03, 0.05), WayError(0.1, 0.2))
    monkeypatch.setattr(inpainting, "measure_inpainting", lambda: errors)
    masked, repaint = inpainting.measure_inpainting_errors(Settings(), Effort())
    assert (masked.value, masked.met) == (0.003, True)
    assert (repaint.value, repaint.met) == (0.05, True)


def test_every_figure_of_edits_has_a_name_of_its_own() -> None:
    names = [figure.name for measurement in GROUPS["edits"] for figure in measurement.figures]
    assert len(set(names)) == len(names) == 11
