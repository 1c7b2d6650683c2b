"""Transients: does a sound begin when the original does, and is it silent before?

The envelope is the root mean square of 1.5 ms (64 samples), every 8 samples. The onset is where it first comes within
20 dB of its highest value. A sound is a transient where it rises from there to half of that value within 15 ms.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.evaluation.sounds import RATE_HZ, Mono

_WINDOW = 64
_HOP = 8
_ONSET = 0.1
_RISEN = 0.5
_RISE_SECONDS = 0.015
_SIDE = int(0.02 * RATE_HZ)
"""Samples before and after an onset whose energies are compared: 20 ms."""
_GUARD = _WINDOW
_INAUDIBLE = 1e-6
"""Energy before an onset, over that after it, below which it counts as this: -60 dB, masked by what follows."""


@dataclass(frozen=True, slots=True)
class OnsetDifference:
    """How a generated onset differs from the reference's.

    `later_ms`: milliseconds by which it comes later, negative where earlier. `pre_echo_db`: energy in the 20 ms before
    the reference's onset, generated over reference, in decibels; None where the reference has less before its onset.
    """

    later_ms: float
    pre_echo_db: float | None


def onset_difference(reference: Mono, generated: Mono) -> OnsetDifference | None:
    """How the onsets of two sounds of shape (frames,) differ, or None where the reference is no transient.

    Energies before the onset below -60 dB of those after it count as -60 dB. A clip that begins with its onset has
    nothing before it: put silence in front of it before it is coded.
    """
    onset = onset_sample(reference)
    if onset is None or not is_transient(reference):
        return None
    made = onset_sample(generated)
    later = len(reference) - onset if made is None else made - onset
    return OnsetDifference(1000 * later / RATE_HZ, _pre_echo_db(reference, generated, onset))


def onset_sample(samples: Mono) -> int | None:
    """The sample in the middle of the first window that comes within 20 dB of the loudest, or None in silence."""
    return _first_above(envelope(samples), _ONSET)


def is_transient(samples: Mono) -> bool:
    """Whether the envelope rises from a tenth to half of its highest value within 15 ms."""
    rising = envelope(samples)
    began, risen = _first_above(rising, _ONSET), _first_above(rising, _RISEN)
    return began is not None and risen is not None and risen - began <= _RISE_SECONDS * RATE_HZ


def envelope(samples: Mono) -> npt.NDArray[np.float64]:
    """Root mean squares of the 64 samples around every 8th sample; around the sound there is silence."""
    energies = np.concatenate([[0.0], np.cumsum(np.pad(samples.astype(np.float64), _WINDOW // 2) ** 2)])
    sums = energies[_WINDOW:] - energies[:-_WINDOW]
    found: npt.NDArray[np.float64] = np.sqrt(np.maximum(sums[::_HOP], 0.0) / _WINDOW)
    return found


def _first_above(rising: npt.NDArray[np.float64], share: float) -> int | None:
    highest = rising.max(initial=0.0)
    return int(np.argmax(rising >= share * highest)) * _HOP if highest > 0 else None


def _pre_echo_db(reference: Mono, generated: Mono, onset: int) -> float | None:
    if onset < _SIDE + _GUARD:
        return None
    return float(10 * np.log10(_energy_before(generated, onset) / _energy_before(reference, onset)))


def _energy_before(samples: Mono, onset: int) -> float:
    """Energy of the 20 ms that end a window before the onset, over that of the 20 ms from the onset on."""
    squares = samples.astype(np.float64) ** 2
    end = onset - _GUARD
    before, after = squares[end - _SIDE : end].sum(), squares[onset : onset + _SIDE].sum()
    return max(float(before), _INAUDIBLE * float(after), 1e-12) / max(float(after), 1e-12)
