"""The pitch of a note, by the YIN estimator (de Cheveigne and Kawahara, 2002)."""

import numpy as np
import numpy.typing as npt

from engine.evaluation.sounds import RATE_HZ, Mono

LOWEST_HZ, HIGHEST_HZ = 30.0, 2500.0

_SPAN = 2048
"""Samples that are compared with as many later ones."""
_HOP = 1024
_PERIODIC = 0.15
"""Aperiodicity below which a span has a pitch."""
_FEWEST_SHARE = 0.5
"""Share of the audible spans that must have a pitch, for the sound to have one."""
_AUDIBLE = 0.1
"""Level of an audible span, over the loudest one's."""
_LONGEST_SECONDS = 2.0

_Lags = npt.NDArray[np.float64]


def pitch_hz(samples: Mono) -> float | None:
    """The median pitch in hertz of the first two seconds of a sound, or None where it has none.

    30 Hz to 2.5 kHz. One voice is heard: of a chord, the period common to its notes or None.
    """
    longest = int(RATE_HZ / LOWEST_HZ) + 1
    heard = samples[: int(_LONGEST_SECONDS * RATE_HZ)].astype(np.float64)
    starts = range(0, len(heard) - _SPAN - longest + 1, _HOP)
    levels = np.array([np.sqrt(np.mean(heard[start : start + _SPAN] ** 2)) for start in starts])
    audible = [start for start, level in zip(starts, levels, strict=True) if level > _AUDIBLE * levels.max() > 0]
    found = [period for start in audible if (period := _period(heard[start : start + _SPAN + longest], longest))]
    if not found or len(found) < _FEWEST_SHARE * len(audible):
        return None
    return RATE_HZ / float(np.median(found))


def cents(hertz: float, reference_hz: float) -> float:
    """How much higher a pitch is than another, in hundredths of a semitone.

    >>> cents(880.0, 440.0)
    1200.0
    """
    return float(1200 * np.log2(hertz / reference_hz))


def _period(span: _Lags, longest: int) -> float | None:
    """Samples of a period: the first deep valley of the normalised difference function; None where none is deep."""
    aperiodicity = _aperiodicity(span, longest)
    shortest = int(RATE_HZ / HIGHEST_HZ)
    deep = np.flatnonzero(aperiodicity[shortest:-1] < _PERIODIC) + shortest
    if not len(deep):
        return None
    lag = int(deep[0])
    while lag + 2 < len(aperiodicity) and aperiodicity[lag + 1] < aperiodicity[lag]:
        lag += 1
    return _between_lags(aperiodicity, lag)


def _aperiodicity(span: _Lags, longest: int) -> _Lags:
    """The difference function of every lag up to `longest`, over its mean at all shorter ones (equations 6 and 8)."""
    size = 2 * len(span)
    products = np.fft.irfft(np.conj(np.fft.rfft(span[:_SPAN], size)) * np.fft.rfft(span, size))[: longest + 1]
    energies = np.concatenate([[0.0], np.cumsum(span**2)])
    later = energies[_SPAN : _SPAN + longest + 1] - energies[: longest + 1]
    difference = np.maximum(energies[_SPAN] + later - 2 * products, 0.0)
    means = np.cumsum(difference[1:]) / np.arange(1, longest + 1)
    return np.concatenate([[1.0], difference[1:] / np.maximum(means, 1e-12)])


def _between_lags(aperiodicity: _Lags, lag: int) -> float:
    """The lowest point of the parabola through a valley and its neighbours."""
    before, here, after = aperiodicity[lag - 1 : lag + 2]
    bend = before - 2 * here + after
    return lag + (0.5 * (before - after) / bend if bend > 0 else 0.0)
