"""What two rows of places cost that should lie side by side: InfoNCE (van den Oord et al. 2018), both ways as CLIP's.

Radford et al. 2021, section 2.3. Where several of the other row fit, each has a share (Khosla et al. 2020).
"""

from torch import Tensor

from engine.errors import RangeError


def text_loss(first: Tensor, second: Tensor, temperature: Tensor | float, shares: Tensor) -> Tensor:
    """The mean cross-entropy in nats of finding the partners of places (batch, space) of length 1, both ways.

    `shares` (batch, batch), 0 or more, says how well each of `second` (columns) fits each of `first` (rows). Each row
    and each column of it is brought to a sum of 1; raises `RangeError` where that can't be done.
    """
    if shares.shape != (len(first), len(second)) or not _all_fit(shares):
        raise RangeError(
            f"Shares are (batch, batch) with something above 0 in every row and column; {tuple(shares.shape)} came for "
            f"{len(first)} and {len(second)} places: the identity says that each fits its own."
        )
    near = first @ second.T / temperature
    return (_found(near, shares) + _found(near.T, shares.T)) / 2


def _all_fit(shares: Tensor) -> bool:
    return bool((shares >= 0).all() and (shares.sum(0) > 0).all() and (shares.sum(1) > 0).all())


def _found(near: Tensor, shares: Tensor) -> Tensor:
    """Cross-entropy of the rows' softmax against what each row should find."""
    wanted = shares / shares.sum(1, keepdim=True)
    cost: Tensor = -(wanted * near.log_softmax(1)).sum(1)
    return cost.mean()
