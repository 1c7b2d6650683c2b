"""Matrix products whose rows don't depend on how many there are, so that a stream is to the bit what the whole is.

Libraries add up the product of a single row in another order than that of several.
"""

import torch
from torch import Tensor


def multiplied(x: Tensor, weight: Tensor) -> Tensor:
    """Rows (..., in) times a matrix (in, out)."""
    return _like(x, torch.mm(_several(x), weight))


def mapped(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    """Rows (..., in) times a matrix (in, out), and bias (out,) added to each."""
    return _like(x, torch.addmm(bias, _several(x), weight))


def _several(x: Tensor) -> Tensor:
    """All rows (n, in), a single one twice."""
    rows = x.reshape(-1, x.shape[-1])
    return rows if len(rows) > 1 else rows.expand(2, -1)


def _like(x: Tensor, product: Tensor) -> Tensor:
    """The rows (n or more, out) of a product in the places of those of x (..., in)."""
    return product[: x.shape[:-1].numel()].view(*x.shape[:-1], -1)
