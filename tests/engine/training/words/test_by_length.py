"""Rows of many lengths give what they give one by one, in their order, and little is computed behind their ends."""

import torch
from torch import Tensor

from engine.models.ear.network import Ear
from engine.training.words.by_length import by_length


def test_rows_come_out_in_their_order_as_each_alone_would() -> None:
    torch.manual_seed(0)
    ear = Ear(widths=(8, 16, 24), blocks=(1, 1, 1)).eval()
    lengths = torch.randint(1, 60, (40,))
    mask = torch.arange(60) < lengths[:, None]
    sounds = torch.rand(40, 60, 64) * mask[..., None]
    found = by_length(ear, sounds, mask)
    alone = torch.cat([ear(sound[None, :length]) for sound, length in zip(sounds, lengths, strict=True)])
    torch.testing.assert_close(found, alone, atol=1e-5, rtol=1e-4)


def test_little_lies_behind_the_ends() -> None:
    computed = 0

    def network(rows: Tensor, mask: Tensor) -> Tensor:
        nonlocal computed
        computed += rows.numel()
        return rows.sum(dim=1)

    lengths = torch.tensor([1, 100] * 32)
    mask = torch.arange(100) < lengths[:, None]
    assert torch.equal(by_length(network, mask.long(), mask), lengths)
    assert computed == lengths.sum()
