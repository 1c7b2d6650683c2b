"""How the ear hears: log-mel spectrograms 50 times a second, whatever the level, without the silence around a sound.

Hann windows of 2048 at 44.1 kHz, one every 882 samples (20 ms); 64 mel bands from 40 Hz to 16 kHz; power in decibels
relative to a sine of amplitude 1, floor -80 dB, as 0..1. Peaks are brought to -1 dBFS first, where takes have theirs.
"""

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from engine.errors import RangeError
from engine.mel_bands import RATE_HZ, mel_bands, spectra

WINDOW = 2048
HOP = 882
BANDS = 64
FLOOR_DB = -80.0
HEARD_PER_SECOND = RATE_HZ // HOP
LONGEST_SECONDS = 30.0

_LOWEST_HZ, _HIGHEST_HZ = 40.0, 16000.0
_PEAK = 10 ** (-1 / 20)
_FAINTEST_PEAK = 0.5 / 2**15
"""Half a step of 16 bits. What never rises above it is rounding, and would be noise if it were brought to -1 dBFS."""
_AUDIBLE = 1e-3
"""Of the peak. A take's silent end says nothing of its sound, and clips that are learned from have none."""


def heard(samples: npt.NDArray[np.float32]) -> Tensor:
    """0..1 of shape (times, BANDS), of samples (frames,) at 44.1 kHz: 0 is the floor, 1 a sine of amplitude 1.

    Only the first 30 seconds are heard, and of those what lies between the first and the last sample within 60 dB of
    the peak. Silence, or no sample at all, is one row of zeros. Raises `RangeError` for samples that aren't finite.
    """
    sound = samples[: int(LONGEST_SECONDS * RATE_HZ)]
    loudness = np.abs(sound)
    # Whatever isn't finite makes the peak so.
    peak = float(loudness.max(initial=0.0))
    if not np.isfinite(peak):
        raise RangeError("The ear hears finite samples only, and some of these are not: make the sound anew.")
    if peak < _FAINTEST_PEAK:
        return torch.zeros(1, BANDS)
    audible = np.flatnonzero(loudness >= _AUDIBLE * peak)
    prepared = torch.from_numpy(sound[audible[0] : audible[-1] + 1] * np.float32(_PEAK / peak))
    return _levels(prepared) / -FLOOR_DB + 1


def _levels(sound: Tensor) -> Tensor:
    """Decibels (times, BANDS)."""
    found = spectra(sound, WINDOW, HOP)
    power = found.real.square() + found.imag.square()
    bands = power @ mel_bands(WINDOW, BANDS, _LOWEST_HZ, _HIGHEST_HZ) / (WINDOW / 4) ** 2
    return 10 * bands.clamp_min(10 ** (FLOOR_DB / 10)).log10()
