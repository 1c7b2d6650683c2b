"""The judge learns from a tiny pack, and from nothing but its training clips."""

from collections import Counter
from pathlib import Path

import pytest
import torch

from engine.errors import MissingError
from engine.evaluation.judge.batches import Batches
from engine.evaluation.judge.clips import ClipRow, HeardClip, clip_rows
from engine.evaluation.judge.hearing import BANDS, WINDOWS
from engine.evaluation.judge.training import JudgeProgress, train_judge
from engine.evaluation.judge.weights import Names
from tests.engine.training.pack import write_pack


def test_the_same_seed_gives_the_same_judge_and_its_attribution(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    write_pack(data, clips_each=2)
    seen: list[JudgeProgress] = []
    first = train_judge(data, tmp_path / "first", seed=1, steps=2, progress=seen.append)
    again = train_judge(data, tmp_path / "again", seed=1, steps=2, progress=lambda at: None)
    assert first.weights.read_bytes() == again.weights.read_bytes()
    assert first.clips == 8
    assert set(first.accuracy.categories.shares) == {"drums", "synth", "instruments", "spoken_digits"}
    assert [(at.doing, at.done, at.total) for at in seen[-2:]] == [("learning", 1, 2), ("learning", 2, 2)]
    assert "| 4 | CC0-1.0 | Author 0 | somewhere/else |" in (tmp_path / "first" / "ATTRIBUTION.md").read_text()


def test_a_folder_without_clips_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match=r"metadata\.csv isn't there"):
        clip_rows(tmp_path, "train")
    write_pack(tmp_path, clips_each=1)
    with pytest.raises(MissingError, match="names no test clips"):
        clip_rows(tmp_path, "test")


def clip(category: str, label: str) -> HeardClip:
    row = ClipRow(Path(label), category, label, "CC0-1.0", "somebody", "somewhere")
    return HeardClip(row, torch.rand(len(WINDOWS), 40, BANDS).half())


def test_rare_categories_are_shown_nearly_as_often_as_common_ones() -> None:
    clips = [clip("foley", "door")] * 100 + [clip("animals", "dog")] * 4
    batches = Batches(clips, Names(("animals", "foley"), ("dog",), (), ()), seed=0)
    shown: Counter[int] = Counter()
    for _ in range(8):
        _, categories, labels = batches.next()
        shown.update(categories.argmax(dim=1).tolist())
        # What is no known label counts as none at all.
        assert torch.allclose(labels.sum(dim=1), categories[:, 0])
    # 4 to 100 clips are shown 2 to 10.
    assert 0.08 < shown[0] / sum(shown.values()) < 0.28
