"""How long a frame sounds: 1024 samples, faded in and out, four frames at a time.

A frame of Ember's decoder sounds through such a window, so what a knob changes in the instruments here comes in as
slowly as it will there: half of it 384 samples, 8.7 ms, after the frame began.
"""

import numpy as np
import numpy.typing as npt

from engine.live.contract import HOP

WINDOW = 4 * HOP
OVERLAP = WINDOW // HOP

_RISE = (1 - np.cos(2 * np.pi * np.arange(WINDOW) / WINDOW)) / 2

SHARES: npt.NDArray[np.float64] = (_RISE / 2).reshape(OVERLAP, HOP)[::-1].copy()
"""The part that each of the last four frames, the newest last, has in a hop's samples: (4, HOP), adding up to 1."""

NOISE_WINDOW: npt.NDArray[np.float64] = np.sqrt(_RISE / 2)
"""The window (WINDOW,) with which frames of noise, one unlike the other, add up to an even loudness."""
