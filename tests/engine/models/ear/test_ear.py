"""An ear from its folder, and where it places sounds."""

from pathlib import Path

import numpy as np
import pytest
import torch

from engine.audio import Audio, at_rate
from engine.errors import ModelError, RangeError
from engine.families.parts import quiet
from engine.models.ear.ear import load_ear, placed
from engine.models.ear.network import Ear
from tests.engine.evaluation.signals import hit, noise, silence, tones

SOUNDS = [Audio(each[:, None], 44100) for each in (hit(100), noise(9000, 0.1), tones([440.0], 0.4), silence(500))]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.manual_seed(0)
    path = tmp_path_factory.mktemp("ear")
    with quiet():
        Ear(widths=(8, 16, 24), blocks=(1, 1, 1)).save_pretrained(path)
    return path


@pytest.fixture(scope="module")
def ear(folder: Path) -> Ear:
    return load_ear(folder)


def test_an_ear_comes_back_as_it_was_saved(ear: Ear, folder: Path) -> None:
    assert not ear.training
    assert torch.equal(placed(ear, SOUNDS), placed(load_ear(folder), SOUNDS))


def test_every_sound_has_a_point_whatever_stands_beside_it(ear: Ear) -> None:
    points = placed(ear, SOUNDS)
    assert points.shape == (4, 128)
    assert points.dtype == torch.float32
    assert torch.allclose(points.norm(dim=1), torch.ones(4), atol=1e-5)
    assert torch.equal(points, torch.cat([placed(ear, [sound]) for sound in SOUNDS]))
    assert placed(ear, []).shape == (0, 128)


def test_level_channels_and_rate_hardly_matter(ear: Ear) -> None:
    # Fades, so that the rate's filter doesn't ring where the sound begins and ends.
    swell = np.hanning(20_000).astype(np.float32)[:, None]
    tone = Audio(swell * tones([440.0], 1.0)[:20_000, None], 44100)
    stereo = Audio(np.repeat(0.3 * tone.samples, 2, axis=1), 44100)
    points = placed(ear, [tone, stereo, at_rate(tone, 48000), SOUNDS[0]])
    near, drum = (points[0] - points[1:3]).norm(dim=1).max(), (points[0] - points[3]).norm()
    assert near < 0.1 * drum


def test_more_than_half_a_minute_is_heard_as_its_beginning(ear: Ear) -> None:
    long = Audio(noise(31 * 8000, 0.1)[:, None], 8000)
    assert torch.equal(placed(ear, [long]), placed(ear, [Audio(long.samples[: 30 * 8000], 8000)]))


def test_samples_that_are_not_finite_are_refused(ear: Ear) -> None:
    with pytest.raises(RangeError, match="finite"):
        placed(ear, [Audio(np.full((100, 1), np.nan, np.float32), 44100)])


def test_an_empty_folder_is_no_ear(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="can't be loaded as an ear"):
        load_ear(tmp_path)


def test_half_a_file_is_refused(folder: Path, tmp_path: Path) -> None:
    for file in folder.iterdir():
        content = file.read_bytes()
        (tmp_path / file.name).write_bytes(content[: len(content) // 2] if file.suffix == ".safetensors" else content)
    with pytest.raises(ModelError, match="can't be loaded as an ear"):
        load_ear(tmp_path)


def test_a_pickle_is_not_opened(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_bytes((folder / "config.json").read_bytes())
    torch.save(Ear(widths=(8, 16, 24), blocks=(1, 1, 1)).state_dict(), tmp_path / "diffusion_pytorch_model.bin")
    with pytest.raises(ModelError, match="can't be loaded as an ear"):
        load_ear(tmp_path)


def test_weights_of_another_shape_are_refused(folder: Path, tmp_path: Path) -> None:
    weights = folder / "diffusion_pytorch_model.safetensors"
    (tmp_path / weights.name).write_bytes(weights.read_bytes())
    with quiet():
        Ear(widths=(8, 16, 32), blocks=(1, 1, 1)).save_config(tmp_path)
    with pytest.raises(ModelError, match="get the whole model anew"):
        load_ear(tmp_path)


def test_weights_that_are_not_finite_are_refused(tmp_path: Path) -> None:
    broken = Ear(widths=(8, 16, 24), blocks=(1, 1, 1))
    torch.nn.init.constant_(broken.last.bias, torch.nan)
    with quiet():
        broken.save_pretrained(tmp_path)
    with pytest.raises(ModelError, match="not finite"):
        load_ear(tmp_path)
