"""A row's product is the same to the bit, alone and among others."""

import torch

from engine.models.codec.rows import mapped, multiplied


def test_a_row_alone_is_what_it_is_among_many() -> None:
    generator = torch.Generator().manual_seed(0)
    x, weight, bias = (torch.randn(*size, generator=generator) for size in ((90, 256), (256, 768), (768,)))
    many = mapped(x, weight, bias)
    for count in (1, 2, 3, 7):
        assert torch.equal(torch.cat([mapped(some, weight, bias) for some in torch.split(x, count)]), many)


def test_they_are_plain_products_of_any_shape() -> None:
    generator = torch.Generator().manual_seed(0)
    weight = torch.randn(5, 3, generator=generator)
    for shape in ((5,), (1, 5), (2, 5), (2, 4, 5)):
        x = torch.randn(*shape, generator=generator)
        assert torch.allclose(multiplied(x, weight), x @ weight, atol=1e-6)
        assert torch.allclose(mapped(x, weight, torch.ones(3)), x @ weight + 1, atol=1e-6)
