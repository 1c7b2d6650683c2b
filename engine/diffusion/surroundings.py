"""What lies around open columns, laid into them: something for sampling to begin from that sounds like its recording.

From noise alone the first steps of a small network settle on what is usual for the words, which may not be what is
around; from this under noise they go on with both.
"""

from collections.abc import Iterator

import torch
from torch import Tensor
from torch.nn.functional import pad

from engine.diffusion.denoise import TIME


def spread_inwards(known: Tensor, mask: Tensor) -> Tensor | None:
    """Latents whose open spans are filled by what is beside them: one half by the columns before, one by those after.

    Columns keep their order, so that nothing runs backwards. `mask` is bool (1, 1, columns), True where latents are
    open. None where a span has less than half of its length known on one of its sides.
    """
    opened = mask[0, 0]
    taken = torch.arange(len(opened), device=known.device)
    for start, end in _spans(opened):
        half = (start + end) // 2
        before, after = slice(2 * start - half, start), slice(end, 2 * end - half)
        if before.start < 0 or after.stop > len(opened) or opened[before].any() or opened[after].any():
            return None
        taken[start:end] = torch.cat((taken[before], taken[after]))
    return known.index_select(TIME, taken)


def _spans(opened: Tensor) -> Iterator[tuple[int, int]]:
    """Where each run of True begins and ends."""
    edges = torch.diff(pad(opened.int(), (1, 1))).nonzero()[:, 0].tolist()
    return zip(edges[::2], edges[1::2], strict=True)
