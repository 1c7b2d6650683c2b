"""The vocoder in blocks: joined they are the whole, and the context is what decides."""

import copy
from typing import Any

import torch

from engine.families.audioldm import AudioLDM
from engine.families.vocoder import context_steps, vocoded

STEPS = 300


def levels() -> torch.Tensor:
    return torch.randn(1, STEPS, 64, generator=torch.Generator().manual_seed(2))


def adding(vocoder: Any) -> Any:
    """A copy in float64 whose weights are all positive, so that nothing within its reach cancels out."""
    copied = copy.deepcopy(vocoder).double()
    for weight in copied.parameters():
        weight.fill_(1 / (weight[0].numel() if weight.ndim > 1 else 100))
    copied.conv_post.weight.mul_(1e-9)
    copied.conv_post.bias.zero_()
    return copied


@torch.inference_mode()
def test_blocks_joined_are_the_whole(audioldm: AudioLDM) -> None:
    blocks = list(vocoded(audioldm.vocoder, levels()))
    whole = audioldm.vocoder(levels())[:, : STEPS * 160]
    assert [block.shape[1] for block in blocks] == [128 * 160, 128 * 160, 44 * 160]
    assert (torch.cat(blocks, 1) - whole).abs().max() < 1e-5 * whole.abs().max()


@torch.inference_mode()
def test_the_context_is_what_decides_and_little_more(audioldm: AudioLDM) -> None:
    context, vocoder = context_steps(audioldm.vocoder.config), adding(audioldm.vocoder)
    assert context == 25
    flat, middle = torch.full((1, 2 * context + 3, 64), 0.1, dtype=torch.float64), context + 1
    heard = slice(middle * 160, (middle + 1) * 160)

    def differs(step: int) -> bool:
        changed = vocoder(flat.index_fill(1, torch.tensor([step]), 1e6))
        return not torch.equal(changed[:, heard], sound[:, heard])

    sound = vocoder(flat)
    assert [differs(middle + away) for away in (context - 3, context + 1)] == [True, False]
    assert [differs(middle - away) for away in (context - 3, context + 1)] == [True, False]
