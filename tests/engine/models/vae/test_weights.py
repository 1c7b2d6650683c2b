"""The weights' file: what is written comes back, what is damaged is refused in a sentence."""

from pathlib import Path

import pytest
import torch

from engine.errors import ModelError
from engine.models.vae import load_vae
from engine.models.vae.network import SIZE, STEPS, Network, Posterior
from engine.models.vae.weights import Described, load_weights, save_weights

CLIPS = (Described("a kick", "drums"), Described("ein Schlag, größer", "drums"))


def written(path: Path, clips: tuple[Described, ...] = CLIPS) -> Path:
    torch.manual_seed(0)
    save_weights(path, Network(), Posterior(torch.ones(2, STEPS, SIZE), torch.zeros(2, STEPS, SIZE)), clips)
    return path


def test_what_is_written_comes_back(tmp_path: Path) -> None:
    weights = load_weights(written(tmp_path / "vae.safetensors"))
    assert weights.clips == CLIPS
    assert torch.equal(weights.posteriors.mean, torch.ones(2, STEPS, SIZE))
    assert weights.posteriors.mean.dtype == torch.float32
    assert not weights.network.training


def test_the_hash_names_the_words_too(tmp_path: Path) -> None:
    first = load_weights(written(tmp_path / "first")).sha256
    assert load_weights(written(tmp_path / "again")).sha256 == first
    assert load_weights(written(tmp_path / "other", CLIPS[::-1])).sha256 != first


def test_a_missing_file_is_a_model_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"absent.*install Warmtone again"):
        load_weights(tmp_path / "absent")


def test_a_damaged_file_is_a_model_error(tmp_path: Path) -> None:
    whole = written(tmp_path / "vae.safetensors").read_bytes()
    for number, damaged in enumerate([b"", b"no tensors", whole[: len(whole) // 2], b"\xff" * 64 + whole[64:]]):
        path = tmp_path / str(number)
        path.write_bytes(damaged)
        with pytest.raises(ModelError, match="can't be used"):
            load_weights(path)


def test_a_table_that_does_not_fit_is_a_model_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="not a posterior for each"):
        load_weights(written(tmp_path / "vae.safetensors", CLIPS[:1]))


def test_the_bundled_file_is_small_and_credits_travel_with_it() -> None:
    folder = Path(load_vae.__code__.co_filename).parent
    assert (folder / "vae.safetensors").stat().st_size <= 8_000_000
    credits = (folder / "ATTRIBUTION.md").read_text(encoding="utf-8")
    assert all(name in credits for name in ("Free Spoken Digit Dataset", "CC-BY-SA-4.0", "Berklee College of Music"))
