"""A new sound is given the attack that a person set: its level is led from where it begins to its loudest.

An attack is what `engine/descriptors/timing.py` measures. Latents of 46 ms tell little of it, so that sampling can be
led to a long one or a short one and no more; what is left, an envelope does.
"""

import numpy as np
import numpy.typing as npt

from engine.audio import Samples
from engine.descriptors.timing import BEGUN_DB, RISEN_DB, SMOOTHED_SECONDS, STEP_SECONDS, Envelope, envelope, rise

_FAINTEST = 1e-4
_HELD_SECONDS = 0.02
"""Levels are held for so long to both sides: a gain that followed each swing of a low tone would bend its shape."""
_HELD_SHARE = 0.25
"""Or for so much of a short attack."""
_SURELY_DB = 0.5
"""How far beyond the end of its attack a sound is lifted, so that it surely gets there."""
_MOST_SOFTER_DB, _MOST_LOUDER_DB = -40.0, 24.0

Decibels = npt.NDArray[np.float64]


def with_attack(samples: Samples, rate_hz: int, seconds: float) -> Samples:
    """Samples (frames, channels) that take so many seconds from -20 to -3 dB, with the peak that they had.

    What never rises above -80 dBFS stays as it is. A sound that is over before its attack is, is lifted up to 24 dB.
    """
    peak = float(np.abs(samples).max(initial=0.0))
    if peak < _FAINTEST:
        return samples
    steps = envelope(np.sqrt(np.square(samples).mean(axis=1)), rate_hz)
    gains = _gains(steps, max(1, round(seconds / STEP_SECONDS)))
    shaped = samples * _of_frames(gains, len(samples), rate_hz)[:, None]
    return np.asarray(shaped * (peak / max(float(np.abs(shaped).max()), _FAINTEST)), np.float32)


def _gains(steps: Envelope, wanted: int) -> Decibels:
    """Gains for every step: up a slope while the attack lasts, then what keeps the sound at its end."""
    begun, risen = rise(steps)
    levels, at = _held_db(steps, wanted), np.arange(len(steps))
    slope = BEGUN_DB + (RISEN_DB - BEGUN_DB) / wanted * (at - begun)
    led = np.clip(slope - levels, _MOST_SOFTER_DB, _MOST_LOUDER_DB)
    over = min(begun + wanted, len(steps) - 1)
    after = np.clip(RISEN_DB + _SURELY_DB - levels, 0.0, _MOST_LOUDER_DB)
    # What still rises is lifted until it has; what was loudest before goes on as it is when the attack is over.
    after[max(over, risen) :] = after[over] if over >= risen else 0.0
    gains = np.where(at < over, led, np.maximum(after, np.minimum(slope, 0.0)))
    gains[:begun] = gains[begun]
    return gains


def _held_db(steps: Envelope, wanted: int) -> Decibels:
    """Decibels beside the maximum, of the loudest step around each."""
    reach = max(1, round(min(_HELD_SECONDS / STEP_SECONDS, _HELD_SHARE * wanted)))
    held = np.lib.stride_tricks.sliding_window_view(np.pad(steps, reach), 2 * reach + 1).max(axis=1)
    return np.asarray(10 * np.log10(np.maximum(held / steps.max(), 1e-10)))


def _of_frames(gains: Decibels, frames: int, rate_hz: int) -> Samples:
    """Factors (frames,) of decibels at every step of an envelope."""
    at = (np.arange(frames) / rate_hz + SMOOTHED_SECONDS / 2) / STEP_SECONDS
    return np.asarray(10 ** (np.interp(at, np.arange(len(gains)), gains) / 20), np.float32)
