"""Matrix products whose rows don't depend on how many there are, so that a stream is to the bit what the whole is.

Libraries add up the product of a single row, or of a few, in another order than that of many.
"""

from functools import cache

import torch
from torch import Tensor

_MANY = 64
_TRIED = 32
"""Up to so many rows are tried: threads share them out, and of eleven one may get three."""
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


def fewest_rows(dtype: torch.dtype) -> int:
    """How many rows there have to be on this machine's CPU so that each is what it is among many."""
    return _fewest_rows(dtype, torch.get_num_threads())


@cache
@torch.inference_mode(False)
def _fewest_rows(dtype: torch.dtype, threads: int) -> int:
    """The same with so many threads, each of which may have too few."""
    generator = torch.Generator().manual_seed(0)
    pairs = [
        (
            torch.randn(_MANY, width, generator=generator).to(dtype),
            torch.randn(width, out, generator=generator).to(dtype),
        )
        for width, out in _SHAPES
    ]
    alike = [(x @ w, x, w) for x, w in pairs]
    other = [few for few in range(1, _TRIED) if not all(torch.equal(many[:few], x[:few] @ w) for many, x, w in alike)]
    return max(other, default=0) + 1
