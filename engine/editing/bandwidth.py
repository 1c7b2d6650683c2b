"""How far up a recording goes, and new sound above that: the source below, what was generated above it."""

import math
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from engine.audio import Audio, Samples
from engine.editing.crossfade import weights
from engine.editing.levels import amplitude, below_ceiling
from engine.errors import ModelError, RangeError

LOWEST_CUTOFF_HZ, HIGHEST_CUTOFF_HZ = 1_000.0, 18_000.0
"""A recording that goes further up than people hear is full-band; one that ends below 1 kHz is a low sound."""
HIGHEST_SHARE = 0.85
"""Of half the rate: every converter leaves a little out below that."""
FALL_DB = 24.0
"""So far a spectrum falls at a cutoff, within a third of an octave: 72 dB an octave, which no instrument does."""
CROSSOVER_OCTAVES = 1 / 3
MOST_GAIN_DB = 12.0

_BANDS_PER_OCTAVE = 24
_NEAR_BANDS = 4
_EDGE_BANDS = 8
_EDGE_DB = 10.0
_SILENT_DBFS = -115.0
"""Of one bin, not of the whole sound: steps of 16 bits are 15 dB below."""
_MOST_WINDOWS = 2_000
_FINDING_SECONDS, _JOINING_SECONDS = 0.085, 0.043

Levels = npt.NDArray[np.float64]
Spectrum = npt.NDArray[np.complex64]
"""complex64, shape (bins, channels)."""


def find_cutoff_hz(audio: Audio) -> float | None:
    """The frequency in hertz at which a dull recording ends, None for one that goes all the way up, or for silence.

    There the long-term spectrum falls by 24 dB within a third of an octave, and nothing above comes up again. What
    falls gently has no cutoff, and neither has a single tone: an octave lower there must be sound, too. Found between
    1 and 18 kHz, below 0.85 of half the rate.
    """
    size = _power_of_two(_FINDING_SECONDS * audio.rate_hz)
    edges_hz = _band_edges(audio.rate_hz / 2)
    if audio.frames < size // 2 or len(edges_hz) < 2:
        return None
    levels_db = _band_levels(_long_term_power(audio.samples, size), edges_hz, audio.rate_hz / size)
    highest_hz = min(HIGHEST_CUTOFF_HZ, HIGHEST_SHARE * audio.rate_hz / 2)
    for band in np.flatnonzero((edges_hz[1:] >= LOWEST_CUTOFF_HZ) & (edges_hz[1:] <= highest_hz)):
        above = levels_db[band + 1 + _NEAR_BANDS :].max(initial=-np.inf)
        under = levels_db[band + 1 - _NEAR_BANDS : band + 1].max()
        lower = levels_db[max(0, band - 2 * _BANDS_PER_OCTAVE) : band - _BANDS_PER_OCTAVE].max()
        if min(under, lower) - above >= FALL_DB and under > _SILENT_DBFS:
            cutoff_hz = float(edges_hz[1 + _edge(levels_db, int(band))])
            return cutoff_hz if cutoff_hz <= highest_hz else None
    return None


def with_source_below(source: Audio, generated: Audio, cutoff_hz: float) -> Audio:
    """The source below a cutoff in hertz, the generated sound of the same shape and rate above it.

    They cross over in the third of an octave below the cutoff, where the source is still whole; the generated sound is
    brought to the source's level there, by one gain within 12 dB. The sum is brought to -1 dBFS at most, by one gain.
    Raises `ModelError` for another shape or rate, `RangeError` for a cutoff that isn't below half the rate.
    """
    _check(source, generated, cutoff_hz)
    size = _power_of_two(_JOINING_SECONDS * source.rate_hz)
    bins_hz = np.fft.rfftfreq(size, 1 / source.rate_hz)
    octaves = np.log2(np.maximum(bins_hz, 1.0) / cutoff_hz)
    position = np.clip(1 + octaves / CROSSOVER_OCTAVES, 0, 1)
    crossing = (position > 0) & (position < 1)
    if not crossing.any():
        crossing[np.argmin(np.abs(octaves + CROSSOVER_OCTAVES / 2))] = True
    gain, alike = _compared(source.samples, generated.samples, size, crossing)
    falling, rising = weights(position, alike)
    joined = _joined(source.samples, generated.samples, size, falling, rising * np.float32(gain))
    return Audio(below_ceiling(joined), source.rate_hz)


def _power_of_two(frames: float) -> int:
    return 1 << max(4, round(math.log2(frames)))


def _band_edges(highest_hz: float) -> Levels:
    """Edges of 24 bands an octave, from two octaves below the lowest cutoff to half the rate."""
    lowest_hz = LOWEST_CUTOFF_HZ / 4
    bands = int(np.floor(_BANDS_PER_OCTAVE * np.log2(max(highest_hz / lowest_hz, 1.0))))
    return lowest_hz * 2 ** (np.arange(bands + 1) / _BANDS_PER_OCTAVE)


def _long_term_power(samples: Samples, size: int) -> Levels:
    """Mean power (bins,) over windows and channels; a full sine has about 1 over its bins."""
    window = np.blackman(size)[:, None]
    starts = np.arange(0, max(1, len(samples) - size + 1), size // 2)
    chosen = starts[:: -(-len(starts) // _MOST_WINDOWS)]
    power = np.zeros(size // 2 + 1)
    for start in chosen:
        piece = samples[start : start + size]
        spectrum = np.fft.rfft(piece * window[: len(piece)], n=size, axis=0)
        power += np.mean(np.abs(spectrum) ** 2, axis=1)
    mean: Levels = power * 4 / (len(chosen) * size * np.sum(window**2))
    return mean


def _band_levels(power: Levels, edges_hz: Levels, bin_hz: float) -> Levels:
    """The mean power of each band's bins in decibels; a band narrower than a bin has that bin's."""
    first = np.minimum(np.ceil(edges_hz[:-1] / bin_hz).astype(np.int64), len(power) - 1)
    last = np.minimum(np.maximum(np.ceil(edges_hz[1:] / bin_hz).astype(np.int64), first + 1), len(power))
    sums = np.concatenate([[0.0], np.cumsum(power)])
    levels_db: Levels = 10 * np.log10(np.maximum((sums[last] - sums[first]) / (last - first), 1e-20))
    return levels_db


def _edge(levels_db: Levels, band: int) -> int:
    """The highest band beside a fall that is still about as loud as what is under it."""
    near = levels_db[band + 1 - _EDGE_BANDS : band + 1 + _NEAR_BANDS]
    return band + 1 - _EDGE_BANDS + int(np.flatnonzero(near >= near.max() - _EDGE_DB)[-1])


def _check(source: Audio, generated: Audio, cutoff_hz: float) -> None:
    if (source.samples.shape, source.rate_hz) != (generated.samples.shape, generated.rate_hz):
        raise ModelError(
            f"{source.frames} frames in {source.channels} channels at {source.rate_hz} Hz were due above the source, "
            f"{generated.frames} in {generated.channels} at {generated.rate_hz} Hz came: generate what the source has."
        )
    if not 0 < cutoff_hz < source.rate_hz / 2:
        raise RangeError(
            f"A cutoff of {cutoff_hz:g} Hz leaves nothing to join: give one between 0 and {source.rate_hz / 2:g} Hz."
        )


def _spectra(samples: Samples, size: int) -> Iterator[tuple[int, Spectrum]]:
    """Where each window begins, and its spectrum: Hann windows, four over every frame, beyond both ends, too."""
    window = _hann(size)
    for start in range(-size + size // 4, len(samples), size // 4):
        piece = samples[max(0, start) : start + size]
        before = max(0, -start)
        framed = np.pad(piece, ((before, size - before - len(piece)), (0, 0))) * window
        yield start, np.fft.rfft(framed, axis=0).astype(np.complex64)


def _hann(size: int) -> Samples:
    return (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(size) / size)).astype(np.float32)[:, None]


def _compared(source: Samples, generated: Samples, size: int, bins: npt.NDArray[np.bool_]) -> tuple[float, float]:
    """In those bins: the gain that brings the generated sound to the source's level, and their correlation 0..1."""
    own = other = common = 0.0
    for (_, one), (_, two) in zip(_spectra(source, size), _spectra(generated, size), strict=True):
        own += float(np.sum(np.abs(one[bins]) ** 2))
        other += float(np.sum(np.abs(two[bins]) ** 2))
        common += float(np.sum((one[bins] * np.conj(two[bins])).real))
    if min(own, other) < np.finfo(np.float32).tiny:
        return 1.0, 0.0
    most = amplitude(MOST_GAIN_DB)
    return float(np.clip(np.sqrt(own / other), 1 / most, most)), float(np.clip(common / np.sqrt(own * other), 0, 1))


def _joined(source: Samples, generated: Samples, size: int, falling: Samples, rising: Samples) -> Samples:
    heard = np.zeros((len(source) + 2 * size, source.shape[1]), np.float32)
    window = _hann(size) / np.float32(1.5)
    for (start, one), (_, two) in zip(_spectra(source, size), _spectra(generated, size), strict=True):
        heard[size + start : 2 * size + start] += np.fft.irfft(one * falling + two * rising, n=size, axis=0) * window
    return heard[size : size + len(source)]
