"""What a Stable Audio 3 transformer is told of a sound that is made anew in part: a mask, and the latent around it."""

from typing import Any

import torch
from torch import Tensor, nn

from engine.errors import RangeError


def inpaints(transformer: Any) -> bool:
    """Whether the transformer takes a mask beside the latent, and its patches let it."""
    return bool(
        transformer.config.patch_size == 1
        and transformer.config.local_add_cond_dim == transformer.config.io_channels + 1
    )


def what_stays(transformer: nn.Module, mask: Tensor | None, known: Tensor | None) -> tuple[Tensor, ...]:
    """What is kept and the latent there (batch, 1 + channels, columns) as one more input; nothing without a mask."""
    if mask is None and known is None:
        return ()
    if mask is None or known is None:
        raise RangeError("A mask comes with the latent that is known, and the latent with a mask: give both or none.")
    if not inpaints(transformer):
        raise RangeError("This transformer takes no mask: hold what is known in the sampler instead.")
    if mask.dtype != torch.bool or mask.ndim != 3 or mask.shape[1:] != (1, known.shape[2]):
        raise RangeError(
            f"A mask is bool of (batch, 1, columns) with the known latent's {known.shape[2]} columns; {mask.dtype} of "
            f"{tuple(mask.shape)} came: give one row of columns."
        )
    rows = max(len(mask), len(known))
    # The network was trained with 1 for what is kept.
    kept = (~mask).float().expand(rows, -1, -1)
    return (torch.cat((kept, known.float() * kept), 1),)
