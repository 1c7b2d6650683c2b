"""The evaluation as a whole, on a tiny pack, with the bundled VAE."""

from pathlib import Path

import pytest

from engine.evaluation import vae_quality
from engine.evaluation.vae_quality import evaluate_vae
from engine.training.clips import CATEGORIES
from tests.engine.training.pack import write_pack


def test_every_figure_is_there_for_every_category(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vae_quality, "_CLASSIFIER_STEPS", 10)
    monkeypatch.setattr(vae_quality, "GENERATED", 2)
    steps: list[tuple[int, int]] = []
    quality = evaluate_vae(write_pack(tmp_path, clips_each=2), 0, lambda done, total: steps.append((done, total)))
    assert [done for done, _ in steps] == list(range(1, 8 + 10 + 8 + 1))
    assert {total for _, total in steps} == {26}
    for figures in (quality.reconstruction, quality.griffin_lim, quality.phase_method):
        assert set(figures) == set(CATEGORIES)
        assert all(0 < figure < 40 for figure in figures.values())
    assert all(quality.griffin_lim[name] < quality.reconstruction[name] for name in CATEGORIES)
    assert all(0 <= share <= 1 for shares in (quality.real, quality.generated) for share in shares.values())
