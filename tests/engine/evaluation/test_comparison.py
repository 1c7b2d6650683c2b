"""Folders of sounds are compared, as `warmtone evaluate` does it."""

from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch

from engine import MissingError, compare_sounds
from engine.evaluation.judge.network import Network
from engine.evaluation.judge.weights import Names, save_weights
from engine.evaluation.sounds import Mono
from tests.engine.evaluation.signals import hit, noise, tones

SOUNDS: dict[str, Mono] = {"drum": hit(2000), "note": tones([220.0, 440.0], 0.5), "rain": 0.1 * noise(20000)}


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.manual_seed(0)
    path = tmp_path_factory.mktemp("judge") / "judge.safetensors"
    save_weights(path, Network(2, 3), Names(("drums", "synth"), ("kick", "pad", "one"), ("kick",), ("one",)))
    return path


def folder(path: Path, gain: float = 1.0) -> Path:
    path.mkdir()
    for name, samples in SOUNDS.items():
        soundfile.write(path / f"{name}.wav", gain * samples, 44100, subtype="FLOAT")
    return path


def test_a_folder_and_a_softer_copy(tmp_path: Path, judge: Path) -> None:
    real, made = folder(tmp_path / "real"), folder(tmp_path / "made", 0.5)
    done: list[tuple[int, int]] = []
    pictures = tmp_path / "pictures"
    found = compare_sounds(
        real, made, training=real, pictures=pictures, judge=judge, progress=lambda *at: done.append(at)
    )
    assert found.paired is not None
    assert found.paired.log_spectral_distance_db.count == 3
    assert found.paired.log_spectral_distance_db.p95 == pytest.approx(6.02, abs=0.1)
    assert found.sets is not None
    # The judge doesn't mind loudness, so a softer copy is a copy.
    assert found.sets.judge_frechet.value == pytest.approx(0, abs=1e-3)
    assert found.same_category == 1
    assert done[-1] == (12, 12)
    for name in ("sheet.png", "confusion.png"):
        assert (pictures / name).read_bytes().startswith(b"\x89PNG")


def test_two_files_are_a_pair_and_no_sets(tmp_path: Path, judge: Path) -> None:
    real = folder(tmp_path / "real")
    found = compare_sounds(real / "drum.wav", real / "rain.wav", judge=judge)
    assert found.paired is not None
    assert found.sets is None


def test_sets_need_no_equal_names(tmp_path: Path, judge: Path) -> None:
    real, made = folder(tmp_path / "real"), folder(tmp_path / "made")
    for file in made.iterdir():
        file.rename(file.with_stem(f"{file.stem}_other"))
    found = compare_sounds(real, made, judge=judge)
    assert found.paired is None
    assert found.same_category is None
    assert found.sets is not None
    assert found.sets.precision == found.sets.recall == 1


def test_one_sound_against_a_folder_without_its_name_can_not_be_compared(tmp_path: Path, judge: Path) -> None:
    real = folder(tmp_path / "real")
    soundfile.write(tmp_path / "other.wav", np.zeros(1000), 44100)
    with pytest.raises(MissingError, match="name files alike"):
        compare_sounds(real, tmp_path / "other.wav", judge=judge)
