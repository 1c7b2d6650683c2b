"""What is measured of a sound of the cache, so that it can be asked for."""

import numpy as np
import numpy.typing as npt

from engine.descriptors.descriptors import described
from engine.models.codec.framing import RATE_HZ


def described_mono(samples: npt.NDArray[np.float32]) -> tuple[float, ...]:
    """The descriptors of samples (frames,) at 44.1 kHz."""
    return tuple(described(samples, RATE_HZ))
