"""A network over rows of many lengths, those of like length together: little is spent on what lies behind the ends."""

from collections.abc import Callable

import torch
from torch import Tensor

_TOGETHER = 16
"""Rows that go through a network at once."""


def by_length(network: Callable[[Tensor, Tensor], Tensor], rows: Tensor, mask: Tensor) -> Tensor:
    """What a network makes of rows (batch, length, ...), in their order.

    `mask` (batch, length) is true up to each row's end. The network is called with some of the rows, cut behind the
    longest, and their mask; what it makes of a row may not depend on others, nor on how much lies behind its end.
    """
    lengths = mask.sum(dim=1)
    order = lengths.argsort()
    made = []
    for group in torch.split(order, _TOGETHER):
        longest = int(lengths[group].max())
        made.append(network(rows[group, :longest], mask[group, :longest]))
    return torch.cat(made)[order.argsort()]
