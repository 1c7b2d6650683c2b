"""How bright and how noisy a sound is."""

import itertools

import numpy as np

from engine.descriptors.spectra import Numbers, Spectra

LOWEST_HZ, HIGHEST_HZ = 20.0, 20_480.0
"""What is heard of a spectrum."""

_BANDS_HZ = (LOWEST_HZ, 160.0, 320.0, 640.0, 1280.0, 2560.0, 5120.0, 10_240.0, HIGHEST_HZ)
_FEWEST_BINS = 4
_OF_NOISE_DB = 10 * float(np.euler_gamma) / float(np.log(10))
"""How far the geometric mean of noise's power lies below the arithmetic one: 2.5 dB, as its bins vary."""
_NOTHING = 1e-30


def brightness_octaves(spectra: Spectra) -> float:
    """The centre of gravity of the power from 20 Hz to 20 kHz, as the logarithm to base 2 of its hertz."""
    power = spectra.power.sum(axis=0) * _inside(spectra.hertz, LOWEST_HZ, HIGHEST_HZ)
    total = float(power.sum())
    return float(np.log2(max(float(power @ spectra.hertz) / total, LOWEST_HZ) if total else LOWEST_HZ))


def noisiness_db(spectra: Spectra) -> float:
    """Spectral flatness in decibels, where the power is: 0 for noise of any colour, -20 to -50 for a steady tone.

    Flatness is the geometric mean of the power of bins over the arithmetic one (Gray and Markel, 1974). It is taken in
    bands of an octave, so that colour doesn't count, and averaged over bands and times by their power.
    """
    means, flatness = [], []
    for low, high in itertools.pairwise(_BANDS_HZ):
        band = spectra.power[:, _inside(spectra.hertz, low, high)]
        if band.shape[1] >= _FEWEST_BINS:
            means.append(band.sum(axis=1))
            mean = 10 * np.log10(band.mean(axis=1) + _NOTHING)
            flatness.append(10 * np.log10(band + _NOTHING).mean(axis=1) - mean)
    weights = np.stack(means)
    total = float(weights.sum())
    return float((weights * np.stack(flatness)).sum()) / total + _OF_NOISE_DB if total else 0.0


def _inside(hertz: Numbers, low: float, high: float) -> "np.typing.NDArray[np.bool_]":
    return (hertz >= low) & (hertz < high)
