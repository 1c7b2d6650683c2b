"""Weights as a pickle are refused wherever a path to weights can be given, and nothing of them runs."""

import pickle
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from click.testing import CliRunner

from bridge.cli import warmtone
from engine import ModelError
from engine.evaluation.judge.weights import load_weights as load_judge
from engine.models.codec.weights import load_weights as load_codec
from engine.models.vae.weights import load_weights as load_vae

LOADERS: list[Callable[[Path], object]] = [load_vae, load_codec, load_judge]


class Harmful:
    """On being opened, it writes a file."""

    def __init__(self, victim: Path) -> None:
        self.victim = victim

    def __reduce__(self) -> tuple[object, tuple[str, ...]]:
        return Path.touch, (self.victim,)  # type: ignore[return-value]


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    return tmp_path / "victim"


def written(path: Path, victim: Path, by_torch: bool) -> Path:
    """A pickle that does harm, as torch writes it or bare."""
    if by_torch:
        torch.save(Harmful(victim), path)
    else:
        path.write_bytes(pickle.dumps(Harmful(victim)))
    return path


@pytest.mark.parametrize("load", LOADERS)
@pytest.mark.parametrize("by_torch", [False, True])
@pytest.mark.parametrize("name", ["w.pt", "w.bin", "w.CKPT", "w.pth", "disguised.safetensors", "nameless"])
def test_a_pickle_is_refused_by_name_and_by_content(
    load: Callable[[Path], object], by_torch: bool, name: str, tmp_path: Path, victim: Path
) -> None:
    path = written(tmp_path / name, victim, by_torch)
    with pytest.raises(ModelError, match="is a pickle, which runs code on being opened: only safetensors are read"):
        load(path)
    assert not victim.exists()


def test_the_pickle_would_have_done_harm(tmp_path: Path, victim: Path) -> None:
    path = written(tmp_path / "w.pt", victim, by_torch=True)
    torch.load(path, weights_only=False)
    assert victim.exists()


@pytest.mark.parametrize(
    "command",
    [
        ["evaluate", "codec", "--data", "FOLDER", "--weights", "PICKLE"],
        ["evaluate", "judge", "--data", "FOLDER", "--judge", "PICKLE"],
        ["evaluate", "FOLDER", "FOLDER", "--judge", "PICKLE"],
    ],
)
def test_every_command_that_takes_weights_refuses_one(command: list[str], tmp_path: Path, victim: Path) -> None:
    path, folder = written(tmp_path / "w.pt", victim, by_torch=True), tmp_path / "sounds"
    folder.mkdir()
    places = {"PICKLE": str(path), "FOLDER": str(folder)}
    done = CliRunner().invoke(warmtone, [places.get(word, word) for word in command])
    assert isinstance(done.exception, ModelError), done.output
    assert "is a pickle" in str(done.exception)
    assert not victim.exists()
