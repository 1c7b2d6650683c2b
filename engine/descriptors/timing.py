"""How quickly a sound begins and how long it lasts, from its envelope."""

import numpy as np
import numpy.typing as npt

from engine.descriptors.spectra import Numbers

SMOOTHED_SECONDS = 0.005
STEP_SECONDS = 0.00025
BEGUN_DB, RISEN_DB = -20.0, -3.0
"""Beside the envelope's maximum: where an attack begins and ends."""
_AUDIBLE = 10 ** (-40 / 10)

Envelope = npt.NDArray[np.float64]
"""float64, shape (steps,): mean square around every quarter of a millisecond."""


def envelope(samples: Numbers, rate_hz: int) -> Envelope:
    """The mean square of the 5 ms around every quarter of a millisecond, from before the first sample to past the last.

    Samples have shape (frames,).
    """
    around = max(1, round(SMOOTHED_SECONDS * rate_hz))
    sums = np.cumsum(np.pad(samples.astype(np.float64) ** 2, (around + 1, around)))
    steps = np.arange(int((len(samples) + around) / rate_hz / STEP_SECONDS) + 1)
    first = np.minimum((steps * STEP_SECONDS * rate_hz).astype(int), len(samples) + around)
    return np.asarray((sums[first + around] - sums[first]) / around)


def attack_octaves(steps: Envelope) -> float:
    """How long it takes from 20 dB below the envelope's maximum to 3 dB below, in octaves over a second (log2)."""
    begun, risen = rise(steps)
    return float(np.log2(max(risen - begun, 1) * STEP_SECONDS))


def rise(steps: Envelope) -> tuple[int, int]:
    """The steps at which an attack begins and ends.

    Not with the maximum itself: a steady noise has that anywhere. What is softer than -20 dB before counts as silence.
    """
    highest = steps.max()
    risen = int(np.argmax(steps >= 10 ** (RISEN_DB / 10) * highest))
    before = np.flatnonzero(steps[:risen] < 10 ** (BEGUN_DB / 10) * highest)
    return int(before[-1]) if len(before) else 0, risen


def length_octaves(steps: Envelope) -> float:
    """How long it is between the outermost moments within 40 dB of the envelope's maximum, in octaves over a second."""
    audible = np.flatnonzero(steps >= _AUDIBLE * steps.max())
    return float(np.log2((audible[-1] - audible[0] + 1) * STEP_SECONDS))
