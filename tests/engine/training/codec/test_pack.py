"""A folder packed into a file and read again: the same clips, nearly the same sound, as small as was asked for."""

import csv
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch
from hypothesis import given, settings
from hypothesis import strategies as some

from engine.errors import MissingError, ModelError
from engine.training.codec.pack.bands import HOPS, classes, levels, widths
from engine.training.codec.pack.entropy import SYMBOLS, Decoder, coded
from engine.training.codec.pack.mdct import inverse_mdct, mdct
from engine.training.codec.pack.packing import Packed, write_pack
from engine.training.codec.pack.unpacking import read_pack
from engine.training.codec.reading import read_corpus

COLUMNS = ["file", "category", "label", "split", "licence", "attribution", "source_repo", "bandwidth_hz"]
RATE_HZ = 44_100


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A note, a click, a noise and a clip at 8 kHz, one of them for validation."""
    data = tmp_path_factory.mktemp("clips")
    seconds = np.arange(RATE_HZ) / RATE_HZ
    noise = np.random.default_rng(0).standard_normal(RATE_HZ)
    sounds = {
        "note": np.exp(-2 * seconds) * np.sin(2 * np.pi * 440 * seconds),
        "click": np.where(np.abs(seconds - 0.5) < 0.002, 0.9, 0) * np.sign(noise),
        "noise": 0.2 * noise / np.abs(noise).max(),
    }
    with (data / "metadata.csv").open("w", newline="", encoding="utf-8") as lines:
        table = csv.DictWriter(lines, COLUMNS)
        table.writeheader()
        for name, sound in sounds.items():
            soundfile.write(data / f"{name}.wav", sound, RATE_HZ, subtype="FLOAT")
            table.writerow(row(name, "valid" if name == "noise" else "train"))
        soundfile.write(data / "digit.wav", 0.5 * np.sin(2 * np.pi * 300 * np.arange(4000) / 8000), 8000)
        table.writerow(row("digit", "train"))
    return data


def row(name: str, split: str) -> dict[str, str]:
    return {
        "file": f"{name}.wav",
        "category": "drums",
        "label": name,
        "split": split,
        "licence": "CC0-1.0",
        "attribution": "Somebody",
        "source_repo": "somewhere/else",
        "bandwidth_hz": "16000",
    }


def packed(folder: Path, out: Path, largest: int) -> Packed:
    return write_pack(folder, out, lambda done, total: None, largest)


def test_a_pack_holds_the_clips_of_the_folder(folder: Path, tmp_path: Path) -> None:
    told = packed(folder, tmp_path / "set.pack", 400_000)
    heard, real = read_pack(tmp_path / "set.pack"), read_corpus(folder)
    assert told.clips == 4
    assert told.bytes == (tmp_path / "set.pack").stat().st_size <= 400_000
    assert heard.facts == real.facts
    assert heard.lengths.tolist() == real.lengths.tolist()


def test_what_is_loud_comes_back_nearly_as_it_was(folder: Path, tmp_path: Path) -> None:
    packed(folder, tmp_path / "set.pack", 400_000)
    heard, real = read_pack(tmp_path / "set.pack"), read_corpus(folder)
    for number in (0, 1, 3):
        lost = (heard.clip(number) - real.clip(number)).square().mean()
        assert 10 * torch.log10(real.clip(number).square().mean() / lost) > 15


def test_noise_comes_back_as_loud_noise(folder: Path, tmp_path: Path) -> None:
    packed(folder, tmp_path / "set.pack", 220_000)
    heard, real = read_pack(tmp_path / "set.pack").clip(2), read_corpus(folder).clip(2)
    assert abs(20 * torch.log10(heard.std() / real.std())) < 1.5


def test_a_file_that_is_no_pack_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match="train pack"):
        read_pack(tmp_path / "nothing")
    (tmp_path / "other").write_bytes(b"something else entirely")
    with pytest.raises(ModelError, match="no training set"):
        read_pack(tmp_path / "other")


@given(some.integers(0, 2**32 - 1), some.lists(some.integers(0, 20_000), min_size=1, max_size=4))
@settings(max_examples=15, deadline=None)
def test_symbols_come_back_in_every_batch(seed: int, counts: list[int]) -> None:
    random = np.random.default_rng(seed)
    batches = []
    for count in counts:
        contexts = random.integers(0, 5, count).astype(np.uint8)
        symbols = np.minimum(random.geometric(0.3 + contexts / 10) - 1, SYMBOLS - 1).astype(np.uint8)
        batches.append((symbols, contexts))
    source = Decoder(coded(batches, 5))
    for symbols, contexts in batches:
        assert np.array_equal(source.symbols(contexts), symbols)


def test_symbols_take_hardly_more_than_their_entropy() -> None:
    symbols = np.minimum(np.random.default_rng(0).geometric(0.7, 400_000) - 1, SYMBOLS - 1).astype(np.uint8)
    shares = np.bincount(symbols) / len(symbols)
    entropy = -(shares[shares > 0] * np.log2(shares[shares > 0])).sum() * len(symbols) / 8
    stored = coded([(symbols, np.zeros_like(symbols))], 1)
    assert stored.size < 1.01 * entropy


@pytest.mark.parametrize("hop", HOPS)
@pytest.mark.parametrize("frames", [1, 300, 5000])
def test_the_transform_gives_back_what_it_was_given(hop: int, frames: int) -> None:
    sound = torch.randn(frames, generator=torch.Generator().manual_seed(0))
    coefficients = mdct(sound, hop)
    assert torch.allclose(inverse_mdct(coefficients, frames), sound, atol=1e-5)
    assert torch.allclose(coefficients.square().sum(), sound.square().sum(), rtol=1e-4)


@pytest.mark.parametrize("hop", HOPS)
def test_bands_cover_all_coefficients_and_silence_is_not_told(hop: int) -> None:
    assert sum(widths(hop)) == hop
    silent, loud = (levels(np.full((1, hop), value, np.float32)) for value in (0.0, 1000.0))
    assert not silent.any()
    assert not classes(silent, 8.0).any()
    assert classes(loud, 8.0).all()
