"""The codec that ships: files, sounds of any length, and that it gives back what it heard."""

from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from engine.audio import Audio
from engine.errors import ModelError, RangeError
from engine.evaluation.multi_resolution_log_mel import multi_resolution_log_mel_distance
from engine.models.codec.codec import BUNDLED, Codec, load_codec
from engine.models.codec.framing import LATENT_HOP, RATE_HZ, SIZE

LARGEST_BYTES = 16_000_000


@pytest.fixture(scope="module")
def codec() -> Codec:
    return load_codec()


def sound(frames: int, channels: int = 1) -> Audio:
    """Decaying noise over a low tone."""
    seconds = np.arange(frames)[:, None] / RATE_HZ
    noise = np.random.default_rng(0).standard_normal((frames, channels))
    samples = 0.3 * np.exp(-8 * seconds) * noise + 0.1 * np.sin(2 * np.pi * 200 * seconds)
    return Audio(samples.astype(np.float32), RATE_HZ)


@pytest.mark.parametrize("frames", [1, LATENT_HOP, LATENT_HOP + 1, 20_000])
def test_latents_round_up_and_a_coded_sound_is_as_long_as_it_was(codec: Codec, frames: int) -> None:
    assert codec.encode(sound(frames)).shape == (1, -(-frames // LATENT_HOP), SIZE)
    made = codec.coded(sound(frames))
    assert (made.frames, made.rate_hz) == (frames, RATE_HZ)
    assert made.samples.dtype == np.float32


def test_every_channel_is_coded_at_44100_hertz(codec: Codec) -> None:
    stereo = sound(24_000, channels=2)
    made = codec.coded(Audio(stereo.samples, 48_000))
    assert (made.frames, made.channels, made.rate_hz) == (22_050, 2, RATE_HZ)
    assert not np.allclose(made.samples[:, 0], made.samples[:, 1])


def test_what_comes_back_is_what_was_heard(codec: Codec) -> None:
    heard = sound(LATENT_HOP * 16)
    made = codec.coded(heard)
    other = sound(LATENT_HOP * 16).samples[::-1, 0].copy()
    near = multi_resolution_log_mel_distance(heard.samples[:, 0], made.samples[:, 0])
    assert near < 0.6 * multi_resolution_log_mel_distance(heard.samples[:, 0], other)


def test_the_same_seed_gives_the_same_samples(codec: Codec) -> None:
    latents = codec.encode(sound(20_000))
    first, again = (codec.decode(latents, seed=5).samples for _ in range(2))
    assert np.array_equal(first, again)


def test_a_long_sound_is_heard_in_parts_as_if_at_once(codec: Codec) -> None:
    long = sound(300 * LATENT_HOP)
    at_once = codec.weights.network.encoder(torch.from_numpy(long.samples.T.copy())).mean
    assert (codec.encode(long) - at_once).abs().max() < 1e-3


def test_another_rate_or_stereo_is_refused(codec: Codec) -> None:
    for audio in (Audio(sound(100).samples, 48_000), sound(100, channels=2)):
        with pytest.raises(RangeError, match="44100 Hz mono"):
            codec.encode(audio)


def test_the_file_is_small_half_precision_and_says_how_it_was_trained() -> None:
    assert BUNDLED.stat().st_size < LARGEST_BYTES
    assert {values.dtype for values in load_file(BUNDLED).values()} == {torch.float16}
    assert (BUNDLED.parent / "ATTRIBUTION.md").read_text("utf-8").count("\n| ") > 50


def test_a_file_that_can_not_be_used_is_said_to_be_one(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="install Warmtone again"):
        load_codec(tmp_path / "nothing.safetensors")
    (tmp_path / "text.safetensors").write_bytes(b"nothing of the kind")
    with pytest.raises(ModelError, match="install Warmtone again"):
        load_codec(tmp_path / "text.safetensors")
    tensors = load_file(BUNDLED)
    tensors.popitem()
    save_file(tensors, tmp_path / "less.safetensors")
    with pytest.raises(ModelError, match="install Warmtone again"):
        load_codec(tmp_path / "less.safetensors")
