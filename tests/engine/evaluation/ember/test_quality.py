"""The evaluation as a whole, on a tiny pack, of a tiny model with random weights."""

from pathlib import Path

import numpy as np
import pytest

from engine.errors import MissingError, ModelError
from engine.evaluation.ember.figures import figures_of
from engine.evaluation.ember.quality import Asking, evaluate_ember
from engine.evaluation.ember.sweep import sweep_ember
from engine.evaluation.judge.judge import load_judge
from tests.engine.evaluation.ember.short import make_short


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    make_short(monkeypatch)


def test_every_figure_is_there_with_what_is_to_be_reached_and_a_second_time_nothing_is_made(
    data: Path, model: Path, tmp_path: Path
) -> None:
    told: list[tuple[int, int]] = []
    asking = Asking(clips=2, steps=1)
    first = evaluate_ember(data, model, tmp_path, load_judge(), asking, lambda *at: told.append(at))
    assert [done for done, _ in told] == list(range(1, told[0][1] + 1))
    assert first.judged.prompts.generated.categories.clips == 8
    assert first.judged.prompts.generated.digits.clips == 2
    assert first.judged.frechet.count == 2
    assert 0 <= first.judged.memorised.value <= 1
    assert first.notes.near.count == 24
    assert len(first.knobs) == 5
    assert first.inpainting.seams == 2
    assert list(first.variations.distances) == [0.1, 0.3, 0.5, 0.7, 0.9]
    assert min(first.variations.distances.values()) > 0
    assert min(first.speed.clip.low, first.speed.loading.low) > 0
    pictures = ("sheet-1", "confusion-categories", "confusion-labels", "confusion-digits")
    assert all((tmp_path / f"{name}.png").exists() for name in pictures)

    rows = figures_of(first)
    promised = [row for row in rows if not row.name.startswith(" ")]
    assert len(promised) == 19
    assert all(row.least is not None or row.most is not None for row in promised)
    assert all(row.met is None for row in rows if row.name.startswith(" ") or np.isnan(row.estimate.value))
    assert not next(row for row in rows if row.name.startswith("pitch: within")).met

    made = {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*.wav")}
    again = evaluate_ember(data, model, tmp_path, load_judge(), asking, lambda *at: None)
    assert {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*.wav")} == made
    assert repr((again.judged, again.notes, again.knobs)) == repr((first.judged, first.notes, first.knobs))


def test_settings_are_tried_side_by_side(data: Path, model: Path, tmp_path: Path) -> None:
    tried = sweep_ember(
        data, model, tmp_path, load_judge(), clips=1, steps=[1, 2], guidance=[None, 3.0], progress=lambda *at: None
    )
    settings = [(each.setting.steps, each.setting.guidance) for each in tried]
    assert settings == [(1, 4.0), (1, 3.0), (2, 4.0), (2, 3.0)]
    assert all(each.followed.count == each.frechet.count == 4 and each.seconds.low > 0 for each in tried)


def test_what_is_missing_is_said(data: Path, model: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="is no folder"):
        evaluate_ember(data, tmp_path / "none", tmp_path, load_judge(), Asking(1), lambda *at: None)
    with pytest.raises(MissingError, match=r"metadata\.csv isn't there"):
        evaluate_ember(tmp_path, model, tmp_path, load_judge(), Asking(1), lambda *at: None)
