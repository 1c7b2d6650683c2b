"""How one sound goes over into another: neither with a bump or a dip in level, nor with a corner.

Two sounds that are alike add up in amplitude, so their weights have to add up to 1 (linear); two that have nothing in
common add up in power, so the squares do (equal power). Between them lies a law for every correlation: M. Fink,
M. Holters and U. Zolzer, "Signal-matched power-complementary cross-fading and dry-wet mixing", DAFx 2016.
"""

import numpy as np
import numpy.typing as npt

from engine.audio import Samples
from engine.editing.levels import CEILING, peak

Weights = npt.NDArray[np.float32]
"""float32, shape (frames, 1)."""

_TAPER = 0.2
"""The share of a fade in which it comes up to speed, and the share in which it slows down."""
_LAWS = 6
_MORE_BEND = 1.1


def weights(position: npt.NDArray[np.float64], correlation: float) -> tuple[Weights, Weights]:
    """What the sound that leaves and the one that comes are multiplied by, at positions 0..1 of a fade.

    `correlation` 0..1: at 1 the weights add up to 1, at 0 their squares do.
    """
    angle = np.pi / 2 * position
    together = np.sqrt(1 + correlation * np.sin(2 * angle))
    leaving, coming = np.cos(angle) / together, np.sin(angle) / together
    return leaving.astype(np.float32)[:, None], coming.astype(np.float32)[:, None]


def positions(frames: int) -> npt.NDArray[np.float64]:
    """Positions 0..1 (frames,) along a fade that starts and stops without a jump in its speed.

    A fade at one speed has corners, which are heard as clicks below a soft low tone; half a cosine runs a quarter
    faster in its middle than this, and a fast fade bends low tones.
    """
    time = (np.arange(frames) + 0.5) / frames
    speed = np.sin(np.pi / 2 * np.minimum(1, np.minimum(time, 1 - time) / _TAPER)) ** 2
    travelled: npt.NDArray[np.float64] = (np.cumsum(speed) - speed / 2) / speed.sum()
    return travelled


def correlation(one: Samples, other: Samples) -> float:
    """How alike two sounds of the same shape are, 0..1; opposed ones count as having nothing in common."""
    powers = np.sum(np.square(one, dtype=np.float64)) * np.sum(np.square(other, dtype=np.float64))
    if powers <= 0:
        return 0.0
    return float(np.clip(np.sum(np.multiply(one, other, dtype=np.float64)) / np.sqrt(powers), 0, 1))


def fade(leaving: Samples, coming: Samples) -> tuple[Weights, Weights]:
    """The weights (frames, 1) with which one sound leaves while another of the same shape and level comes.

    They keep the power as the correlation of the two asks for it. But two tones meet in phase somewhere in a fade,
    whatever their correlation over all of it, and weights of equal power would make a bump of 3 dB there. So the law
    moves towards the linear one until the sum bends hardly more than the two do, and doesn't exceed -1 dBFS before they
    do.
    """
    path, alike = positions(len(leaving)), correlation(leaving, coming)
    most_bend = _MORE_BEND * max(_bend(leaving), _bend(coming))
    highest = max(float(CEILING), peak(leaving), peak(coming))
    for law in np.linspace(alike, 1, _LAWS):
        falling, rising = weights(path, float(law))
        both = leaving * falling + coming * rising
        if _bend(both) <= most_bend and peak(both) <= highest:
            break
    return falling, rising


def _bend(samples: Samples) -> float:
    return float(np.abs(np.diff(samples, 2, axis=0)).max(initial=0.0))
