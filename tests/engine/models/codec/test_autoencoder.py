"""The codec as the autoencoder of a family: normalised latents, blocks that are the whole, diffusers' files."""

import json
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from engine.errors import ModelError, RangeError
from engine.families.folder import Folder
from engine.families.parts import network_of, quiet
from engine.models.codec import blocks
from engine.models.codec.autoencoder import EmberCodec
from engine.models.codec.codec import BUNDLED, load_codec
from engine.models.codec.framing import LATENT_HOP, RATE_HZ, SIZE

MEAN = [0.1 * number for number in range(SIZE)]
DEVIATION = [1 + 0.05 * number for number in range(SIZE)]
CLASSES = {"vae": ("engine.models.codec.autoencoder", "EmberCodec")}


def folder_of(path: Path, **config: Any) -> Folder:
    """A folder whose vae has the weights that ship."""
    (path / "vae").mkdir()
    shutil.copyfile(BUNDLED, path / "vae" / "diffusion_pytorch_model.safetensors")
    content = {"_class_name": "EmberCodec", "mean": MEAN, "deviation": DEVIATION} | config
    (path / "vae" / "config.json").write_text(json.dumps(content))
    return Folder(path, "stable-audio-3", CLASSES)


def loaded(folder: Folder) -> EmberCodec:
    with quiet():
        network = network_of(folder, "vae", torch.float32)
    assert isinstance(network, EmberCodec)
    return network


@pytest.fixture(scope="module")
def codec(tmp_path_factory: pytest.TempPathFactory) -> EmberCodec:
    return loaded(folder_of(tmp_path_factory.mktemp("ember")))


def sound(columns: int) -> Tensor:
    """Decaying noise over a low tone (1, 1, frames)."""
    seconds = torch.arange(columns * LATENT_HOP) / RATE_HZ
    noise = torch.randn(len(seconds), generator=torch.Generator().manual_seed(0))
    return (0.3 * torch.exp(-8 * seconds) * noise + 0.1 * torch.sin(2 * torch.pi * 200 * seconds))[None, None]


def test_the_codecs_own_file_is_its_weights(codec: EmberCodec) -> None:
    raw = load_codec().weights.network.encoder(sound(4)[:, 0]).mean
    normal = codec.encode(sound(4)).latents
    assert normal.shape == (1, SIZE, 4)
    back = normal.transpose(1, 2) * torch.tensor(DEVIATION) + torch.tensor(MEAN)
    torch.testing.assert_close(back, raw, atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize("columns", [1, 16, 17, 90])
def test_blocks_are_the_whole_and_the_first_is_short(codec: EmberCodec, columns: int) -> None:
    latents = codec.encode(sound(columns)).latents
    blocks = list(codec.blocks((latents,), columns))
    assert blocks[0].shape == (1, 1, min(columns, 4) * LATENT_HOP)
    assert all(block.shape[2] and block.shape[2] % LATENT_HOP == 0 for block in blocks)
    whole = codec.decode(latents).sample
    assert whole.shape == (1, 1, columns * LATENT_HOP)
    assert torch.equal(torch.cat(blocks, 2), whole)


@pytest.mark.parametrize("counts", [(1, 1, 1), (3, 87, 10), (90, 1)])
def test_latents_that_come_in_pieces_sound_as_the_whole(codec: EmberCodec, counts: tuple[int, ...]) -> None:
    latents = codec.encode(sound(sum(counts))).latents
    asked: list[Tensor] = []

    def pieces() -> Iterator[Tensor]:
        for piece in latents.split(counts, 2):
            asked.append(piece)
            yield piece

    heard: list[Tensor] = []
    for block in codec.blocks(pieces(), sum(counts)):
        heard.append(block)
        if len(asked) == 1:
            assert sum(each.shape[2] for each in heard) <= counts[0] * LATENT_HOP
    assert heard[0].shape[2] <= 4 * LATENT_HOP
    torch.testing.assert_close(torch.cat(heard, 2), codec.decode(latents).sample, atol=2e-3, rtol=0)


@pytest.mark.parametrize("another", [True, False])
def test_with_another_core_and_without_it_sounds_the_same_and_may_be_left_early(
    codec: EmberCodec, monkeypatch: pytest.MonkeyPatch, another: bool
) -> None:
    latents, before = codec.encode(sound(20)).latents, threading.active_count()
    whole = codec.decode(latents).sample
    monkeypatch.setattr(blocks, "another_core", lambda: another)
    assert torch.equal(codec.decode(latents).sample, whole)
    begun = codec.blocks((latents,), 20)
    next(begun)
    assert threading.active_count() == before + another
    begun.close()  # type: ignore[attr-defined]  # a generator
    assert threading.active_count() == before


def test_it_sounds_as_the_codec_does_and_in_time(codec: EmberCodec) -> None:
    latents = codec.encode(sound(20)).latents
    raw = latents.transpose(1, 2) * torch.tensor(DEVIATION) + torch.tensor(MEAN)
    expected = load_codec().decode(raw).samples[:, 0]
    np.testing.assert_allclose(codec.decode(latents).sample[0, 0].numpy(), expected, atol=1e-5)


def test_several_latents_are_decoded_as_each_alone(codec: EmberCodec) -> None:
    latents = codec.encode(torch.cat((sound(3), 0.2 * sound(3).flip(2)))).latents
    both = codec.decode(latents).sample
    assert both.shape == (2, 1, 3 * LATENT_HOP)
    assert (both[0] - codec.decode(latents[:1]).sample[0]).abs().max() < 0.05 * both[0].abs().max()
    assert both[1].abs().max() < 0.5 * both[0].abs().max()


def test_it_is_saved_in_half_precision_and_loaded_again(codec: EmberCodec, tmp_path: Path) -> None:
    with quiet():
        EmberCodec.from_config(codec.config).half().save_pretrained(tmp_path / "vae")
    again = loaded(Folder(tmp_path, "stable-audio-3", CLASSES))
    assert (again.config.mean, again.config.deviation) == (MEAN, DEVIATION)
    assert (tmp_path / "vae" / "diffusion_pytorch_model.safetensors").stat().st_size < 16_000_000


def test_what_was_laid_out_for_streaming_follows_the_weights(codec: EmberCodec, tmp_path: Path) -> None:
    own = loaded(folder_of(tmp_path))
    latents = own.encode(sound(2)).latents
    before = own.decode(latents).sample
    with torch.no_grad():
        own.decoder.heads.weight.zero_()
    own.float()
    assert not torch.equal(own.decode(latents).sample, before)


@pytest.mark.parametrize(
    "config",
    [
        {"sampling_rate": 48_000},
        {"latent_dim": 32},
        {"mean": [0.0]},
        {"deviation": [0.0] * SIZE},
        {"deviation": [float("nan")] * SIZE},
        {"mean": ["loud"] * SIZE},
    ],
)
def test_a_configuration_of_something_else_is_refused(tmp_path: Path, config: dict[str, Any]) -> None:
    with pytest.raises(ModelError, match="get it anew"):
        loaded(folder_of(tmp_path, **config))


@pytest.mark.parametrize("shape", [(1, 2, LATENT_HOP), (1, 1, 100), (1, 1, 0), (1, LATENT_HOP)])
def test_sound_of_another_shape_is_refused(codec: EmberCodec, shape: tuple[int, ...]) -> None:
    with pytest.raises(RangeError, match="fill the sound up"):
        codec.encode(torch.zeros(shape))


@pytest.mark.parametrize("midi_note", [45, 60, 61.5])
def test_a_note_is_the_number_that_its_own_sound_has(codec: EmberCodec, midi_note: float) -> None:
    seconds = torch.arange(16 * LATENT_HOP) / RATE_HZ
    hertz = 440 * 2 ** ((midi_note - 69) / 12)
    partials = sum(torch.sin(2 * torch.pi * n * hertz * seconds.double()) / n for n in range(1, 9))
    heard = codec.encode(0.1 * partials.float()[None, None]).latents[0, -1, 4:-4]
    torch.testing.assert_close(heard, torch.full_like(heard, codec.pitch_number(midi_note)), atol=0.002, rtol=0)
