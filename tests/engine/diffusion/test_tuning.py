"""Each column is led to where it is heard at the note, by the shortest way, and one that is there stays."""

import torch
from torch import Tensor

from engine.diffusion.denoise import Denoise
from engine.diffusion.tuning import tuned

CLEAN = torch.randn(3, 4, 5, generator=torch.Generator().manual_seed(0))


def as_it_is(latents: Tensor, sigma: float) -> Tensor:
    return latents


def odds(latents: Tensor) -> Tensor:
    """Of the first two numbers of each column; the others are not heard."""
    return 2 * latents[:, 0] - latents[:, 1]


def curved(latents: Tensor) -> Tensor:
    return 20 * torch.tanh(latents[:, 0] / 8)


def found(denoise: Denoise) -> Tensor:
    return denoise(CLEAN, 1.0)


def test_every_column_is_heard_at_the_note() -> None:
    torch.testing.assert_close(odds(found(tuned(as_it_is, odds))), torch.full((3, 5), 14.0), atol=1e-3, rtol=0)
    assert curved(found(tuned(as_it_is, curved))).min() > 12


def test_what_is_not_heard_does_not_move_and_the_way_is_the_shortest() -> None:
    moved = found(tuned(as_it_is, odds)) - CLEAN
    assert not moved[:, 2:].any()
    torch.testing.assert_close(moved[:, 0], -2 * moved[:, 1])


def test_columns_that_are_there_stay_as_they_are() -> None:
    assert torch.equal(found(tuned(as_it_is, lambda latents: odds(latents) + 100)), CLEAN)


def test_what_a_mask_keeps_is_not_moved() -> None:
    mask = torch.tensor([True, False, True, False, False])[None, None]
    latents = found(tuned(as_it_is, odds, mask))
    assert torch.equal(latents[:, :, ~mask[0, 0]], CLEAN[:, :, ~mask[0, 0]])
    torch.testing.assert_close(odds(latents)[:, mask[0, 0]], torch.full((3, 2), 14.0), atol=1e-3, rtol=0)


def test_it_leads_where_no_gradients_are_kept_and_leaves_none() -> None:
    with torch.inference_mode():
        latents = tuned(as_it_is, odds)(CLEAN.clone(), 1.0)
    assert not latents.requires_grad
