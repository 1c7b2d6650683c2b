"""SAME decoded piece by piece: joined it is the whole, and no column is computed that doesn't matter."""

import numpy as np
import torch

from engine.families.same import context_columns
from engine.families.stable_audio3 import StableAudio3
from tests.engine.families.test_stable_audio3 import COLUMNS, noise


def test_blocks_joined_are_the_whole(stable_audio3: StableAudio3) -> None:
    latent = noise(columns=COLUMNS)
    blocks = list(stable_audio3.decode(latent))
    whole = stable_audio3.vae.decode(latent).sample[0].T.clamp(-1, 1)
    assert [len(block) for block in blocks] == [16 * 64, 16 * 64, 16 * 64, 2 * 64]
    np.testing.assert_allclose(np.concatenate(blocks), whole.detach().numpy(), atol=1e-6)


def test_the_context_of_a_block_is_just_what_decides_over_it(stable_audio3: StableAudio3) -> None:
    context = context_columns(stable_audio3.vae)
    assert context == 2
    latent = noise(columns=20)
    changed = [latent.index_fill(2, torch.tensor([column]), 1.0) for column in (10 + context, 11 + context)]
    sounds = [stable_audio3.vae.decode(latent).sample[..., : 11 * 64] for latent in (latent, *changed)]
    assert (sounds[1] - sounds[0]).abs().max() > 1e-4
    assert (sounds[2] - sounds[0]).abs().max() < 1e-6
