"""Everything that `warmtone bench edits` times, on a model so small that it takes moments."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from engine.errors import ModelError
from engine.evaluation import edit_speed, equal_error_speed, sampling_error
from engine.evaluation.clips import clip
from engine.evaluation.script import audioldm_script
from tests.engine.families.tiny import tiny_audioldm

# Their betas pass through an old way of numpy's, which warns.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


def test_a_clip_is_timed_in_every_way_that_is_fast_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edit_speed, "audioldm_pipeline", tiny_audioldm)
    monkeypatch.setattr(edit_speed, "_CLIP", clip(0.64, 2))
    monkeypatch.setattr(edit_speed, "best_precision", lambda device: "float32")
    speed = edit_speed.edit_speed(rounds=2, budget_seconds=1e6, cancels=0)
    assert len(speed.pipeline) == len(speed.script) == len(speed.warmtone) == len(speed.networks) == 2
    assert (speed.bfloat16, speed.cancelled_in) == ([], "float32")
    assert all(0 < within < whole for within, whole in zip(speed.networks, speed.warmtone, strict=True))
    assert min(speed.script) > max(speed.pipeline)
    assert speed.longest_block > 0


def test_clips_of_equal_error_are_timed_with_the_steps_that_were_found(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int | None] = []
    call = equal_error_speed.called
    monkeypatch.setattr(equal_error_speed, "audioldm_pipeline", tiny_audioldm)
    monkeypatch.setattr(equal_error_speed, "own_error", lambda: 0.03)
    monkeypatch.setattr(equal_error_speed, "KARRAS_STEPS", 2)
    monkeypatch.setattr(
        equal_error_speed, "called", lambda pipeline, task: (asked.append(task.steps), call(pipeline, task))
    )
    speed = equal_error_speed.equal_error_speed(rounds=1, budget_seconds=0)
    assert speed.their_steps == asked[-1] == sampling_error.ddim_steps_within(0.03)
    assert speed.their_error <= 0.03
    assert len(speed.pipeline) == len(speed.warmtone) == 1


def test_a_script_that_fails_says_why(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"model_index\.json"):
        audioldm_script(tmp_path, clip(0.64, 2))


def test_a_script_is_a_process_of_its_own_without_a_network(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def run(command: list[str], env: dict[str, str], **rest: Any) -> "subprocess.CompletedProcess[str]":
        assert env["HF_HUB_OFFLINE"] == "1"
        assert command[-5:] == [str(tmp_path), "rain on a tin roof", "5.12", "10", "2.5"]
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr("engine.evaluation.script.subprocess.run", run)
    audioldm_script(tmp_path, clip(5.12, 10))
