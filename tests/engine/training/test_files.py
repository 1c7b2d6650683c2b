"""A run's files: whole or not there, and nothing in them is run."""

import pickle
from pathlib import Path

import pytest
import torch

from engine.errors import MissingError, ModelError
from engine.training.files import read, understood, written


def test_what_was_written_is_read_again_and_nothing_lies_beside_it(tmp_path: Path) -> None:
    written(tmp_path / "run.pt", {"step": 3, "weight": torch.ones(2)})
    written(tmp_path / "run.pt", {"step": 4, "weight": torch.ones(2)})
    assert read(tmp_path / "run.pt")["step"] == 4
    assert [path.name for path in tmp_path.iterdir()] == ["run.pt"]


class Harmful:
    def __reduce__(self) -> tuple[object, ...]:
        return (Path.touch, (Path("harmed"),))


def test_a_pickle_that_does_something_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "run.pt").write_bytes(pickle.dumps({"step": Harmful()}))
    with pytest.raises(ModelError, match="begin the run anew"):
        read(tmp_path / "run.pt")
    assert not (tmp_path / "harmed").exists()


def test_what_is_missing_or_of_another_version_is_said(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match="name the folder of a run"):
        read(tmp_path / "run.pt")
    with pytest.raises(ModelError, match="of another version"):
        understood(tmp_path, lambda: {}["step"])
