"""What may be done to a sound so that its caption stays true: softer, a little later, higher or lower."""

from dataclasses import dataclass
from random import Random

import torch
from torch import Tensor
from torch.nn.functional import pad

from engine.models.codec.framing import LATENT_HOP
from engine.training.ember.clips import ClipFacts

TRANSPOSED = frozenset({"instruments", "synth", "voice", "drums"})
"""Categories whose sounds are still what they are called when they are higher or lower; so is all of a known pitch."""
MOST_SEMITONES = 6

_SOFTEST_DB = 12.0
_LATER = 0.35
"""How many are shifted. Not more, since what is generated should begin at once."""
_AROUND = 2048
"""Silence around a sound that is resampled, into which its filter rings."""


@dataclass(frozen=True, slots=True)
class Variant:
    """Decibels louder, frames of silence before the sound, and semitones higher."""

    gain_db: float = 0.0
    frames_later: int = 0
    semitones: float = 0.0


def drawn_variant(facts: ClipFacts, random: Random) -> Variant:
    """A variant of a clip: loud ones more often than soft ones; not all of them shifted or transposed."""
    gain_db = -_SOFTEST_DB * random.random() ** 2
    later = random.randrange(LATENT_HOP) if random.random() < _LATER else 0
    may_transpose = facts.note is not None or facts.category in TRANSPOSED
    semitones = random.randint(-MOST_SEMITONES, MOST_SEMITONES) if may_transpose else 0
    return Variant(gain_db, later, float(semitones))


def varied(samples: Tensor, variant: Variant) -> Tensor:
    """A sound (frames,) as the variant says."""
    louder = transposed(samples, variant.semitones) * 10 ** (variant.gain_db / 20)
    return pad(louder, (variant.frames_later, 0))


def transposed(samples: Tensor, semitones: float) -> Tensor:
    """A sound (frames,) played faster or slower, band-limited: so many semitones higher, and shorter or longer."""
    if semitones == 0:
        return samples
    ratio: float = 2 ** (semitones / 12)
    # A length that both transforms are quick at, and that makes the ratio as exact as it is asked for.
    frames = -(-(len(samples) + 2 * _AROUND) // _AROUND) * _AROUND
    resampled = round(frames / ratio)
    spectrum = torch.fft.rfft(pad(samples, (_AROUND, frames - len(samples) - _AROUND)))
    bins = resampled // 2 + 1
    kept = pad(spectrum[:bins], (0, max(0, bins - len(spectrum))))
    sound = torch.fft.irfft(kept, n=resampled) * (resampled / frames)
    begin = round(_AROUND / ratio)
    moved: Tensor = sound[begin : begin + round(len(samples) / ratio)].contiguous()
    return moved
