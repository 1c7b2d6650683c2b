"""What a recording of a steady sine tells: when it changed, when it was half-way there, where it broke off. Pure."""

import numpy as np
import numpy.typing as npt

from bridge.bench.tape import Heard

CHANGED = 1e-3
"""A sample that differs so much from what the sine would have been has changed."""
BROKEN = 1e-4
"""The second difference of an unbroken sine misses its own by less than this."""
_BEFORE_SECONDS = 0.025
LONGEST_SECONDS = 0.095
"""A turn that has done nothing by then counts as this late."""
_SMOOTHING_SECONDS = 0.001
_ONE_BREAK_SECONDS = 0.05

Numbers = npt.NDArray[np.float64]


def delays_of_turn(heard: Heard, hertz: float, turned_at: float, to_level: float) -> tuple[float, float] | None:
    """Seconds from a turn of the level to the first changed sample, and to half of the change.

    `LONGEST_SECONDS` for what had not happened by then. None where the sine wasn't steady before, or had that level
    already because the turn before was lost, or where the recorder missed something.
    """
    before, after = round(_BEFORE_SECONDS * heard.rate_hz), round(LONGEST_SECONDS * heard.rate_hz)
    turned = heard.frame_at(turned_at)
    sound = heard.samples[turned - before : turned + after].astype(np.float64)
    if turned < before or len(sound) < before + after or np.isnan(sound).any():
        return None
    sine, level = _steady(sound[:before], np.arange(len(sound), dtype=np.float64) * (2 * np.pi * hertz / heard.rate_hz))
    expected = level * sine
    if np.abs(sound[:before] - expected[:before]).max() > CHANGED / 2 or abs(to_level - level) < 2 * CHANGED:
        return None
    levels = _levels(sound, sine, round(_SMOOTHING_SECONDS * heard.rate_hz))[before:]
    changed = np.abs(sound - expected)[before:] > CHANGED
    half = np.abs(levels - level) >= abs(to_level - level) / 2
    return _delay(heard, turned, changed, turned_at), _delay(heard, turned, half, turned_at)


def breaks(heard: Heard, hertz: float) -> int:
    """How often a steady sine was broken; what follows within 50 ms is the same break."""
    sound = heard.samples.astype(np.float64)
    bend = sound[2:] - 2 * np.cos(2 * np.pi * hertz / heard.rate_hz) * sound[1:-1] + sound[:-2]
    # A block that the recorder missed is none of the card's: NaN is no larger than anything.
    broken = np.flatnonzero(np.abs(bend) > BROKEN)
    if not len(broken):
        return 0
    return 1 + int((np.diff(broken) > _ONE_BREAK_SECONDS * heard.rate_hz).sum())


def seconds_to_return(heard: Heard, hertz: float, level: float, gone_after: float) -> float | None:
    """From that moment until the sine is back, after a silence, with the same frequency and within 1 % of that level.

    None where it is not.
    """
    sound = heard.samples[heard.frame_at(gone_after) :].astype(np.float64)
    window = round(0.01 * heard.rate_hz)
    angles = np.arange(window, dtype=np.float64) * (2 * np.pi * hertz / heard.rate_hz)
    was_silent = False
    for first in range(0, len(sound) - window, window):
        part = sound[first : first + window]
        was_silent = was_silent or not np.any(part)
        if was_silent and not np.isnan(part).any():
            sine, found = _steady(part, angles)
            if abs(found - level) < 0.01 * level and np.abs(part - found * sine).max() < CHANGED:
                return first / heard.rate_hz
    return None


def _delay(heard: Heard, turned: int, there: npt.NDArray[np.bool_], turned_at: float) -> float:
    """Seconds until something is there that is looked for from the frame of the turn on."""
    frames = np.flatnonzero(there)
    return heard.moment_of(turned + int(frames[0])) - turned_at if len(frames) else LONGEST_SECONDS


def _steady(part: Numbers, angles: Numbers) -> tuple[Numbers, float]:
    """The sine of amplitude 1 (like the angles) that fits a part best by least squares, and its level."""
    basis = np.stack((np.sin(angles), np.cos(angles)), axis=1)
    weights = np.linalg.lstsq(basis[: len(part)], part, rcond=None)[0]
    level = float(np.hypot(*weights))
    return (basis @ weights) / max(level, 1e-12), level


def _levels(sound: Numbers, sine: Numbers, reach: int) -> Numbers:
    """The level of the sine at each sample, from `reach` samples on either side."""
    box = np.ones(2 * reach + 1)
    levels: Numbers = np.convolve(sound * sine, box, "same") / np.convolve(sine * sine, box, "same")
    return levels
