"""The five descriptors of a sound, each with its unit and its range."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from engine.descriptors.loudness import loudness_db
from engine.descriptors.spectra import Numbers, power_spectra
from engine.descriptors.timbre import brightness_octaves, noisiness_db
from engine.descriptors.timing import attack_octaves, envelope, length_octaves
from engine.errors import RangeError

_FAINTEST = 1e-4


@dataclass(frozen=True, slots=True)
class Range:
    """The unit of a descriptor and the lowest and highest value that it takes."""

    unit: str
    low: float
    high: float


class Descriptors(NamedTuple):
    """Of one sound; `RANGES` says what each is measured in."""

    loudness: float
    brightness: float
    noisiness: float
    attack: float
    length: float


RANGES = {
    "loudness": Range("LUFS of the loudest 400 ms", -60.0, 0.0),
    "brightness": Range("log2 of the spectral centroid in hertz", 4.5, 14.25),
    "noisiness": Range("dB of spectral flatness over that of noise", -50.0, 2.5),
    "attack": Range("log2 of seconds from -20 to -3 dB", -9.0, 3.0),
    "length": Range("log2 of seconds above -40 dB", -8.0, 5.0),
}

LOWEST = Descriptors(*(each.low for each in RANGES.values()))
"""What silence is said to be."""


def described(samples: Numbers, rate_hz: int) -> Descriptors:
    """The descriptors of samples (frames,), -1..1, each within its range.

    What never rises above -80 dBFS is silence: the low end of each range. All but loudness are of the sound at whatever
    level. Raises `RangeError` for samples that aren't finite.
    """
    peak = float(np.abs(samples).max(initial=0.0))
    if not np.isfinite(peak):
        raise RangeError("Only finite samples can be described, and some of these are not: make the sound anew.")
    if peak < _FAINTEST:
        return LOWEST
    level = samples / np.float32(peak)
    spectra, steps = power_spectra(level, rate_hz), envelope(level, rate_hz)
    return _within_ranges(
        loudness_db(spectra) + 20 * float(np.log10(peak)),
        brightness_octaves(spectra),
        noisiness_db(spectra),
        attack_octaves(steps),
        length_octaves(steps),
    )


def _within_ranges(*values: float) -> Descriptors:
    limits = zip(values, RANGES.values(), strict=True)
    return Descriptors(*(min(max(value, each.low), each.high) for value, each in limits))
