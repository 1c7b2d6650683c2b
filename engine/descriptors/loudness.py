"""The loudness of a sound at its loudest: maximum momentary loudness (ITU-R BS.1770-5, EBU Tech 3341)."""

import numpy as np

from engine.descriptors.spectra import Numbers, Spectra

_MOMENT_SECONDS = 0.4
_OFFSET_DB = -0.691
_NOTHING = 1e-12
_FILTERS_HZ = 48_000
_SHELF = ((1.53512485958697, -2.69169618940638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585))
_HIGH_PASS = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))
"""Numerators and denominators of the two filters, as the recommendation gives them at 48 kHz."""


def loudness_db(spectra: Spectra) -> float:
    """Decibels of the loudest 400 ms relative to full scale (LUFS of one channel), K-weighted.

    A sine of amplitude 1 at 1 kHz has -3. A sound shorter than 400 ms is softer the shorter it is, as it is to an ear.
    """
    each = spectra.power @ _k_weights(spectra.hertz)
    moment = max(1, round(_MOMENT_SECONDS / spectra.hop_seconds))
    sums = np.cumsum(np.pad(each.astype(np.float64), (moment, moment)))
    loudest = float((sums[moment:] - sums[:-moment]).max()) / moment
    return float(_OFFSET_DB + 10 * np.log10(max(loudest, _NOTHING)))


def _k_weights(hertz: Numbers) -> Numbers:
    """What K-weighting does to the power at frequencies; above 24 kHz what it does there."""
    delay = np.exp(-2j * np.pi * np.minimum(hertz, _FILTERS_HZ / 2) / _FILTERS_HZ)
    gains = [np.polyval(above[::-1], delay) / np.polyval(below[::-1], delay) for above, below in (_SHELF, _HIGH_PASS)]
    return np.asarray(np.abs(gains[0] * gains[1]) ** 2, np.float32)
