"""The small model: a family like any other over Ember's codec, which diffusers saves, loads and calls as well."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from diffusers import StableAudio3Pipeline

from engine.audio import Audio
from engine.evaluation.small_model import small_family, small_pipeline
from engine.evaluation.small_model_speed import small_model_speed
from engine.families.parts import quiet
from engine.models.codec.autoencoder import EmberCodec
from engine.models.codec.codec import load_codec
from engine.models.codec.framing import LATENT_HOP, RATE_HZ


@pytest.fixture(scope="module")
def pipeline() -> Any:
    with quiet():
        return small_pipeline()


def test_the_autoencoder_is_the_codec(pipeline: Any) -> None:
    codec, vae = load_codec(), pipeline.vae
    at = np.arange(8 * LATENT_HOP) / RATE_HZ
    sound = (0.3 * np.sin(2 * np.pi * 220 * at)).astype(np.float32)
    latents = codec.encode(Audio(sound[:, None], RATE_HZ))
    with torch.inference_mode():
        torch.testing.assert_close(vae.encode(torch.from_numpy(sound)[None, None]).latents, latents.transpose(1, 2))
        decoded = vae.decode(latents.transpose(1, 2)).sample[0, 0].numpy()
    np.testing.assert_array_equal(decoded, codec.decode(latents).samples[:, 0])


def test_the_family_has_masks_blocks_and_about_the_size_that_is_meant(pipeline: Any) -> None:
    family = small_family(pipeline)
    card = family.card
    assert (card.rate_hz, card.channels, card.latent_channels, card.frames_per_column) == (44_100, 1, 64, 2048)
    assert card.inpaints
    assert card.distilled
    size = sum(weight.numel() for network in family.networks for weight in network.parameters())
    assert 13e6 < size < 17e6
    blocks = list(family.decode(torch.zeros(1, 64, 40)))
    assert [len(block) for block in blocks] == [columns * 2048 for columns in (4, 8, 16, 12)]


def test_diffusers_loads_what_it_saved(pipeline: Any, tmp_path: Path) -> None:
    with quiet():
        pipeline.save_pretrained(tmp_path)
        loaded: Any = StableAudio3Pipeline.from_pretrained(tmp_path)
    assert isinstance(loaded.vae, EmberCodec)
    latents = torch.randn(1, 64, 8, generator=torch.Generator().manual_seed(0))
    with torch.inference_mode():
        torch.testing.assert_close(loaded.vae.decode(latents).sample, pipeline.vae.decode(latents).sample)


def test_the_first_block_is_there_before_the_whole_clip_and_long_before_a_scripts() -> None:
    speed = small_model_speed(clips=2, scripts=1)
    assert speed.first_block_frames == 4 * 2048
    assert len(speed.whole) == len(speed.first_block) == 2
    assert all(first < whole for first, whole in zip(speed.first_block, speed.whole, strict=True))
    assert max(speed.whole) < speed.script[0]
