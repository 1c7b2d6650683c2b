"""Oobleck in blocks and with silence after a sound: the same as the whole, and the context is what decides."""

from collections.abc import Iterator
from typing import Any

import pytest
import torch

from engine.families.oobleck import context_columns, decoded, encoded
from engine.families.stable_audio_open import StableAudioOpen

HOP_FRAMES = 64


@pytest.fixture
def vae(stable_audio_open: StableAudioOpen) -> Any:
    return stable_audio_open.vae


@pytest.fixture(autouse=True)
def without_gradients() -> Iterator[None]:
    with torch.inference_mode():
        yield


def normal(*shape: int) -> torch.Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(2))


def test_blocks_joined_are_the_whole(vae: Any) -> None:
    latents = normal(1, 8, 150)
    blocks = list(decoded(vae, latents))
    assert [block.shape for block in blocks] == [(2, 64 * HOP_FRAMES), (2, 64 * HOP_FRAMES), (2, 22 * HOP_FRAMES)]
    torch.testing.assert_close(torch.cat(blocks, 1), vae.decode(latents).sample[0], atol=1e-5, rtol=1e-5)


def test_the_context_is_what_decides_and_little_more(vae: Any) -> None:
    context = context_columns(vae.config)
    assert context == 12
    latents, middle = normal(1, 8, 2 * context + 5), context + 2
    heard = slice(middle * HOP_FRAMES, (middle + 1) * HOP_FRAMES)
    sound = vae.double().decode(latents.double()).sample

    def change(column: int) -> float:
        changed = vae.decode(latents.double().index_fill(2, torch.tensor([column]), 1e3)).sample
        return float((changed - sound)[..., heard].abs().max())

    try:
        for side in (-1, 1):
            assert change(middle + side * (context - 3)) > 1e-9
            assert change(middle + side * (context + 1)) == 0
    finally:
        vae.float()


def test_what_is_silent_after_a_sound_need_not_be_encoded(vae: Any) -> None:
    sound = 0.2 * normal(1, 2, 10 * HOP_FRAMES)
    whole = torch.nn.functional.pad(sound, (0, 240 * HOP_FRAMES))
    heard: list[int] = []
    hook = vae.encoder.register_forward_pre_hook(lambda _encoder, inputs: heard.append(inputs[0].shape[2]))
    ours, theirs = encoded(vae, sound, 250), vae.encode(whole).latent_dist.mode()
    hook.remove()
    assert heard == [34 * HOP_FRAMES, 250 * HOP_FRAMES]
    # At the very end theirs hears that nothing follows.
    inner = 250 - context_columns(vae.config)
    torch.testing.assert_close(ours[:, :, :inner], theirs[:, :, :inner], atol=1e-5, rtol=1e-4)
    torch.testing.assert_close(
        ours[:, :, inner:], theirs[:, :, inner - 1 : inner].expand(-1, -1, 12), atol=1e-5, rtol=0
    )


@pytest.mark.parametrize("columns", [10, 11, 33, 34])
def test_a_little_silence_is_encoded_as_it_is(vae: Any, columns: int) -> None:
    sound = 0.2 * normal(1, 2, 10 * HOP_FRAMES)
    whole = torch.nn.functional.pad(sound, (0, (columns - 10) * HOP_FRAMES))
    assert torch.equal(encoded(vae, sound, columns), vae.encode(whole).latent_dist.mode())
