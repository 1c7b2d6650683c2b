"""Loops: exactly as long as so many beats, and with an end that runs into their start."""

import math

import numpy as np

from engine.audio import Samples
from engine.editing.crossfade import fade
from engine.editing.levels import below_ceiling
from engine.errors import RangeError

FADE_SECONDS = 0.03
"""How much longer than its loop a sound should be: that much of what follows gives way to the start."""
LOWEST_TEMPO, HIGHEST_TEMPO = 20.0, 999.0
"""In beats per minute."""


def frames_of_beats(beats: float, tempo: float, rate_hz: int) -> int:
    """Frames nearest to so many beats at a tempo in beats per minute (20..999); seconds have `engine.frames_of`.

    Raises `RangeError` for a tempo outside of that and for a number of beats that isn't above 0.

    >>> frames_of_beats(16, 120, 48000)
    384000
    """
    if not LOWEST_TEMPO <= tempo <= HIGHEST_TEMPO:
        raise RangeError(f"A tempo of {tempo:g} is none: give {LOWEST_TEMPO:g} to {HIGHEST_TEMPO:g} beats per minute.")
    if not (math.isfinite(beats) and beats > 0):
        raise RangeError(f"A loop of {beats:g} beats has no length: give a number of beats above 0.")
    return max(1, round(beats * 60 * rate_hz / tempo))


def closed(samples: Samples, frames: int, rate_hz: int) -> Samples:
    """A loop of exactly `frames` frames from samples (frames, channels) that are a little longer.

    What follows on the loop's last frame is heard at its start and gives way there to the start itself, over 30 ms (as
    much as there is, a third of the loop at most), with weights that keep the level. Peaks at -1 dBFS at most, by one
    gain for all of it. Raises `RangeError` where the samples aren't longer than the loop.
    """
    spare = len(samples) - frames
    if frames < 1 or spare < 1:
        raise RangeError(
            f"A loop of {frames} frames can't be closed from {len(samples)}: "
            f"give {FADE_SECONDS * 1000:.0f} ms more than the loop has."
        )
    fading = max(1, min(round(FADE_SECONDS * rate_hz), spare, frames // 3))
    following, start = samples[frames : frames + fading], samples[:fading]
    falling, rising = fade(following, start)
    joint = following * falling + start * rising
    return below_ceiling(np.concatenate([joint, samples[fading:frames]]))
