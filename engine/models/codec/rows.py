"""Matrix products whose rows don't depend on how many there are, so that a stream is to the bit what the whole is.

Libraries add up the product of a single row, or of a few, in another order than that of many.
"""

from functools import cache

import torch
from torch import Tensor

_TRIED = (1, 2, 4, 8)
_MANY = 64
_SHAPES = ((256, 768), (768, 256), (272, 512), (512, 625))


def multiplied(x: Tensor, weight: Tensor) -> Tensor:
    """Rows (..., in) times a matrix (in, out)."""
    return like(x, torch.mm(several(x), weight))


def mapped(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    """Rows (..., in) times a matrix (in, out), and bias (out,) added to each."""
    return like(x, torch.addmm(bias, several(x), weight))


def several(x: Tensor) -> Tensor:
    """The rows of x (..., width) as (n, width); where they are too few, those that are missing are like the last."""
    rows = x.flatten(0, -2) if x.ndim > 1 else x[None]
    missing = fewest_rows(x.dtype) - len(rows)
    return rows if missing <= 0 else torch.cat((rows, rows[-1:].expand(missing, -1)))


def like(x: Tensor, rows: Tensor) -> Tensor:
    """Rows (n or more, out) in the places of those of x (..., in)."""
    return rows[: x.shape[:-1].numel()].view(*x.shape[:-1], -1)


@cache
@torch.inference_mode(False)
def fewest_rows(dtype: torch.dtype) -> int:
    """How many rows there have to be on this machine's CPU so that each is what it is among many."""
    generator = torch.Generator().manual_seed(0)
    pairs = [
        (
            torch.randn(_MANY, width, generator=generator).to(dtype),
            torch.randn(width, out, generator=generator).to(dtype),
        )
        for width, out in _SHAPES
    ]
    return next((few for few in _TRIED if all(torch.equal((x @ w)[:few], x[:few] @ w) for x, w in pairs)), _TRIED[-1])


def _like(x: Tensor, product: Tensor) -> Tensor:
    """The rows (n or more, out) of a product in the places of those of x (..., in)."""
    return product[: x.shape[:-1].numel()].view(*x.shape[:-1], -1)
