"""Numbers come out the same wherever they stand, and right."""

import torch
from torch import Tensor

from engine.models.codec.rounding import directions, exponentials

NUMBERS = torch.randn(513, generator=torch.Generator().manual_seed(0))


def one_by_one(x: Tensor) -> list[Tensor]:
    return list(torch.split(x, 1))


def test_exponentials() -> None:
    assert torch.equal(torch.cat([exponentials(each) for each in one_by_one(NUMBERS)]), exponentials(NUMBERS))
    assert torch.allclose(exponentials(NUMBERS), NUMBERS.exp())


def test_directions() -> None:
    assert torch.equal(torch.cat([directions(each) for each in one_by_one(NUMBERS)]), directions(NUMBERS))
    assert torch.allclose(directions(NUMBERS).real, NUMBERS.cos(), atol=1e-6)
    assert torch.allclose(directions(NUMBERS).imag, NUMBERS.sin(), atol=1e-6)
