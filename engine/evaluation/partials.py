"""Partials of a pitched note: do they stand out of their neighbourhood as they did in the original?

Spectra are means of the power of Hann windows of 8192 samples over the first two seconds. A partial's prominence is its
peak over the median of the half spacings below and above it, without the peak itself, in decibels.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.evaluation.sounds import RATE_HZ, Mono

PARTIALS = 20
"""How many partials of a note are measured, from the fundamental."""
PROMINENT_DB = 10.0
"""Prominence that a partial of the original needs to be measured."""

_WINDOW = 8192
_LONGEST_SECONDS = 2.0
_FLOOR = 1e-9
_PEAK_BINS = 3
"""Bins on either side of a peak that its window smears it over."""
_SEARCHED = 0.25
"""How far from where it is expected a partial may lie, over the fundamental."""
_BIN_HZ = RATE_HZ / _WINDOW
_HIGHEST_HZ = 18000.0

Levels = npt.NDArray[np.float64]
"""Decibels of each bin, shape (_WINDOW / 2 + 1,)."""


@dataclass(frozen=True, slots=True)
class PartialDifference:
    """Decibels over the partials measured: the median of the absolute difference of their prominences, and the median
    of what was lost (positive) or gained; and how many partials there were."""

    median_db: float
    lost_db: float
    partials: int


def partial_difference(reference: Mono, generated: Mono, pitch_hz: float) -> PartialDifference | None:
    """How much more or less the partials of `generated` stand out than those of `reference`.

    Of the first 20 partials those are measured that stand out by 10 dB in the reference; None where none does.
    Partials may be stretched, as a piano's are.
    """
    true, made = levels(reference), levels(generated)
    measured = [each for each in partials(true, pitch_hz) if prominence(true, each, pitch_hz) >= PROMINENT_DB]
    if not measured:
        return None
    lost = [prominence(true, each, pitch_hz) - prominence(made, each, pitch_hz) for each in measured]
    return PartialDifference(float(np.median(np.abs(lost))), float(np.median(lost)), len(lost))


def levels(samples: Mono) -> Levels:
    """Decibels of each bin of the mean power of the first two seconds."""
    heard = samples[: int(_LONGEST_SECONDS * RATE_HZ)].astype(np.float64)
    # Windows that reach over the ends would smear them over all bins.
    inside = np.pad(heard, (0, max(0, _WINDOW - len(heard))))
    spans = np.lib.stride_tricks.sliding_window_view(inside, _WINDOW)[:: _WINDOW // 4]
    power = np.mean(np.abs(np.fft.rfft(spans * np.hanning(_WINDOW))) ** 2, axis=0)
    found: Levels = 10 * np.log10(power + _FLOOR)
    return found


def partials(level: Levels, pitch_hz: float) -> list[float]:
    """Frequencies in hertz of the first 20 partials, each looked for one spacing above the one before."""
    found: list[float] = []
    expected, spacing = pitch_hz, pitch_hz
    while len(found) < PARTIALS and expected < _HIGHEST_HZ:
        peak = _peak(level, expected, pitch_hz) * _BIN_HZ
        stands_out = prominence(level, peak, pitch_hz) >= PROMINENT_DB
        here = peak if stands_out else expected
        spacing = here - found[-1] if stands_out and found else spacing
        found.append(here)
        expected = here + spacing
    return found


def prominence(level: Levels, partial_hz: float, pitch_hz: float) -> float:
    """Decibels by which the peak near a partial lies above the median of its neighbourhood."""
    peak = _peak(level, partial_hz, pitch_hz)
    half = max(round(pitch_hz / 2 / _BIN_HZ), 2 * _PEAK_BINS)
    below = level[max(peak - half, 0) : max(peak - _PEAK_BINS, 0)]
    above = level[peak + _PEAK_BINS + 1 : peak + half + 1]
    return float(level[peak] - np.median(np.concatenate([below, above])))


def _peak(level: Levels, near_hz: float, pitch_hz: float) -> int:
    """The highest bin within a quarter of the pitch of a frequency."""
    reach = _SEARCHED * pitch_hz
    first = max(round((near_hz - reach) / _BIN_HZ), 0)
    last = min(round((near_hz + reach) / _BIN_HZ), len(level) - 1)
    return first + int(np.argmax(level[first : last + 1]))
