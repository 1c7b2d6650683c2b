"""Every measure of a sound against the one it should be, and their spread over many pairs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.evaluation.log_spectral_distance import log_spectral_distance
from engine.evaluation.multi_resolution_log_mel import audible_log_mel_distance, multi_resolution_log_mel_distance
from engine.evaluation.multi_resolution_stft import multi_resolution_stft_distance
from engine.evaluation.onsets import onset_difference
from engine.evaluation.partials import partial_difference
from engine.evaluation.pitch import cents, pitch_hz
from engine.evaluation.si_sdr import si_sdr
from engine.evaluation.sounds import Mono, read_sound
from engine.evaluation.spread import Spread, spread_of


@dataclass(frozen=True, slots=True)
class PairDistances:
    """One pair. None where the reference has no pitch, no prominent partial, or no sharp onset; see each measure."""

    multi_resolution_log_mel: float
    audible_log_mel: float
    log_spectral_distance_db: float
    multi_resolution_stft: float
    si_sdr_db: float
    partials_db: float | None
    partials_lost_db: float | None
    pitch_error_cents: float | None
    onset_error_ms: float | None
    pre_echo_db: float | None


@dataclass(frozen=True, slots=True)
class PairedDistances:
    """The spread of every measure over the pairs it could be taken of."""

    multi_resolution_log_mel: Spread
    audible_log_mel: Spread
    log_spectral_distance_db: Spread
    multi_resolution_stft: Spread
    si_sdr_db: Spread
    partials_db: Spread | None
    partials_lost_db: Spread | None
    pitch_error_cents: Spread | None
    onset_error_ms: Spread | None
    pre_echo_db: Spread | None


def pair_distances(reference: Mono, generated: Mono, pitch: float | None = None) -> PairDistances:
    """All measures of a pair; `pitch` in hertz where it is known, else that which is heard in the reference.

    A generated sound of another length is cut, or padded with silence. Errors of pitch and onset have no sign.
    """
    made = _as_long(generated, len(reference))
    pitch = pitch or pitch_hz(reference)
    partials = partial_difference(reference, made, pitch) if pitch else None
    onsets = onset_difference(reference, made)
    return PairDistances(
        multi_resolution_log_mel=multi_resolution_log_mel_distance(reference, made),
        audible_log_mel=audible_log_mel_distance(reference, made),
        log_spectral_distance_db=log_spectral_distance(reference, made),
        multi_resolution_stft=multi_resolution_stft_distance(reference, made),
        si_sdr_db=si_sdr(reference, made),
        partials_db=partials.median_db if partials else None,
        partials_lost_db=partials.lost_db if partials else None,
        pitch_error_cents=_pitch_error(pitch, made) if pitch else None,
        onset_error_ms=abs(onsets.later_ms) if onsets else None,
        pre_echo_db=onsets.pre_echo_db if onsets else None,
    )


def paired_distances(pairs: Sequence[tuple[Path, Path]], on_pair: Callable[[], None]) -> PairedDistances:
    """The spread of all measures over pairs of files (reference, generated), at least one."""
    measured = []
    for reference, generated in pairs:
        measured.append(pair_distances(read_sound(reference), read_sound(generated)))
        on_pair()
    return spread_of_pairs(measured)


def spread_of_pairs(measured: Sequence[PairDistances]) -> PairedDistances:
    """The spread of every measure over pairs that are measured, at least one."""
    names = PairDistances.__dataclass_fields__
    return PairedDistances(**{name: spread_of(getattr(each, name) for each in measured) for name in names})  # type: ignore[arg-type]


def _pitch_error(pitch: float, made: Mono) -> float | None:
    heard = pitch_hz(made)
    return abs(cents(heard, pitch)) if heard else None


def _as_long(samples: Mono, frames: int) -> Mono:
    return np.pad(samples[:frames], (0, max(0, frames - len(samples))))
