"""How loud each 16 samples are: an envelope finer than a frame, so that an onset is as sharp as it was.

Windows overlap by four, so a frame alone can't be silent up to an onset and loud from there on. Points within 6 dB of
nought do nothing: a sound's own roughness is no onset, and magnitudes say it already.
"""

import torch
from torch import Tensor

from engine.models.codec.framing import HOP

POINTS = 16
"""Points of the envelope in a hop, 0.36 ms apart."""

STEADY = 0.7
"""Natural logarithm, 6 dB, up to which a point does nothing; beyond it counts by what it exceeds it."""

_SOFTEST, _LOUDEST = -8.0, 2.0
_STEP = HOP // POINTS


def enveloped(samples: Tensor, points: Tensor, before: Tensor) -> Tensor:
    """Samples (batch, n * HOP) times an envelope: natural logarithms (batch, n, POINTS), straight from one to the next.

    `before` (batch, 1) is the point that ended the hop before.
    """
    ends = torch.nn.functional.softshrink(points.flatten(1), STEADY)
    before = torch.nn.functional.softshrink(before, STEADY)
    starts = torch.cat((before, ends[:, :-1]), 1)
    share = torch.arange(1, _STEP + 1, device=points.device) / _STEP
    levels = torch.lerp(starts[..., None], ends[..., None], share)
    return samples * levels.flatten(1).clamp(_SOFTEST, _LOUDEST).exp()
