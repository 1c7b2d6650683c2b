"""Functions that give the same bits for a number wherever in a tensor it stands.

Libraries take several numbers at once, and those that are left over one by one, by another formula. So here more digits
are worked out than are kept.
"""

import torch
from torch import Tensor


def exponentials(x: Tensor) -> Tensor:
    """The exponentials of float32 numbers."""
    return x.double().exp().float()


def directions(angles: Tensor) -> Tensor:
    """Complex numbers of length 1 at angles in radians."""
    wide = angles.double()
    return torch.complex(wide.cos().float(), wide.sin().float())
