"""Levels of generated sound: how loud a span is, and gains that keep it below -1 dBFS without a corner."""

import numpy as np
import numpy.typing as npt

from engine.audio import Samples

CEILING = np.float32(10 ** (-1 / 20))
"""-1 dBFS: what no generated sample exceeds."""

_ROUNDING = 1 - 1e-6

Gains = npt.NDArray[np.float64]
"""float64, shape (frames,): what each frame is multiplied by."""


def amplitude(decibels: float) -> float:
    """The factor that is so many decibels.

    >>> round(amplitude(-6.0206), 4)
    0.5
    """
    return float(10 ** (decibels / 20))


def rms(samples: Samples) -> float:
    """Root mean square over all frames and channels, 0 where there are none."""
    if not samples.size:
        return 0.0
    return float(np.sqrt(np.mean(np.square(samples, dtype=np.float64))))


def rms_dbfs(samples: Samples) -> float:
    """The same in decibels: a constant 1 is 0 dBFS, a full sine -3.01, silence minus infinity."""
    level = rms(samples)
    return float(20 * np.log10(level)) if level > 0 else float("-inf")


def peak(samples: Samples) -> float:
    """The largest magnitude in any channel, 0 where there are no samples."""
    return float(max(np.max(samples, initial=0.0), -np.min(samples, initial=0.0)))


def below_ceiling(samples: Samples) -> Samples:
    """The samples, by one gain for all of them at -1 dBFS at most; themselves where they don't exceed it."""
    loudest = peak(samples)
    if loudest <= CEILING:
        return samples
    return (samples * np.float32(_ROUNDING * float(CEILING) / loudest)).astype(np.float32, copy=False)


def gain_within(limit: Gains, kept: Samples, added: Samples, around_frames: int) -> Gains:
    """A gain (frames,) for `added`, with which its sum with `kept` stays within a limit (frames,) and nothing bends.

    Where `kept` alone exceeds the limit, nothing is added. It looks `around_frames` frames ahead and back, so a gain
    that falls for one peak has no corner; all channels get the same, so that nothing moves between them.
    """
    room = np.maximum(limit[:, None] * _ROUNDING - np.abs(kept), 0.0)
    size = np.abs(added, dtype=np.float64)
    needed = np.divide(room, size, out=np.ones_like(size), where=size > room).min(axis=1)
    half = max(1, around_frames // 2)
    # Means over frames that each hold the lowest of their surroundings: never above what is needed, without a corner.
    return _means(_means(_lowest(needed, 2 * half), half), half)


def _lowest(gains: Gains, reach: int) -> Gains:
    """The lowest gain up to `reach` frames before and after each frame."""
    lowest, span, width = np.pad(gains, reach, constant_values=np.inf), 1, 2 * reach + 1
    while 2 * span <= width:
        lowest, span = np.minimum(lowest[:-span], lowest[span:]), 2 * span
    rest = width - span
    return np.minimum(lowest[:-rest], lowest[rest:]) if rest else lowest


def _means(gains: Gains, reach: int) -> Gains:
    """The mean of the gains up to `reach` frames before and after each frame; the first and last go on beyond."""
    sums = np.cumsum(np.pad(gains, (reach + 1, reach), mode="edge"))
    width = 2 * reach + 1
    means: Gains = np.clip((sums[width:] - sums[:-width]) / width, 0.0, 1.0)
    return means
