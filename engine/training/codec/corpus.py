"""All training sound in one tensor on one device, and random crops of it that never leave that device."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from engine.errors import MissingError
from engine.models.codec.framing import LATENT_HOP, RATE_HZ
from engine.training.codec.plan import CROP

_DIGITS = "spoken_digits"
_DIGITS_SHARE = 0.04
_FULL_BAND_HZ, _WIDE_BAND_HZ = 18_000, 15_000
_FULL_BAND, _WIDE_BAND, _NARROW_BAND = 2.0, 1.3, 0.8
_SOFTEST_DB = 18.0


@dataclass(frozen=True, slots=True)
class ClipFacts:
    """What is known of a clip beside its sound. `valid` clips are never trained on."""

    category: str
    label: str
    valid: bool
    bandwidth_hz: float


@dataclass(frozen=True, slots=True, eq=False)
class Corpus:
    """Clips at 44.1 kHz, mono: float32 samples one after another, where each starts, its length, its facts."""

    samples: Tensor
    starts: Tensor
    lengths: Tensor
    facts: tuple[ClipFacts, ...]

    def on(self, device: torch.device) -> "Corpus":
        return Corpus(self.samples.to(device), self.starts.to(device), self.lengths.to(device), self.facts)

    def clip(self, index: int) -> Tensor:
        """The samples (frames,) of a clip."""
        start, length = int(self.starts[index]), int(self.lengths[index])
        return self.samples[start : start + length]

    def valid(self) -> list[int]:
        """The validation clips without the digits, which would be half of them."""
        chosen = [at for at, clip in enumerate(self.facts) if clip.valid and clip.category != _DIGITS]
        return chosen or [at for at, clip in enumerate(self.facts) if clip.valid]


def joined(clips: Sequence[Tensor], facts: Sequence[ClipFacts]) -> Corpus:
    """A corpus of clips (frames,), float32; raises `MissingError` without one to train on and one to validate with."""
    for valid in (False, True):
        if not any(clip.valid is valid for clip in facts):
            raise MissingError(f"There are no {'validation' if valid else 'training'} clips: give a set with both.")
    lengths = torch.tensor([len(clip) for clip in clips])
    return Corpus(torch.cat(list(clips)), lengths.cumsum(0) - lengths, lengths, tuple(facts))


def chances(corpus: Corpus) -> Tensor:
    """How likely each clip is drawn: categories by the root of their seconds, few digits, more full-band clips."""
    seconds = (corpus.lengths / RATE_HZ).tolist()
    weights = [_weight(clip, length) for clip, length in zip(corpus.facts, seconds, strict=True)]
    sums = dict.fromkeys((clip.category for clip in corpus.facts), 0.0)
    for clip, weight in zip(corpus.facts, weights, strict=True):
        sums[clip.category] += weight
    shares = _shares(sums)
    each = [weight * shares[clip.category] / sums[clip.category] if weight else 0.0
            for clip, weight in zip(corpus.facts, weights, strict=True)]  # fmt: skip
    return torch.tensor(each, device=corpus.samples.device)


def _weight(clip: ClipFacts, seconds: float) -> float:
    if clip.valid:
        return 0.0
    full, wide = clip.bandwidth_hz >= _FULL_BAND_HZ, clip.bandwidth_hz >= _WIDE_BAND_HZ
    return (0.3 + seconds) * (_FULL_BAND if full else _WIDE_BAND if wide else _NARROW_BAND)


def _shares(sums: dict[str, float]) -> dict[str, float]:
    roots = {category: weight**0.5 for category, weight in sums.items() if weight}
    others = sum(root for category, root in roots.items() if category != _DIGITS)
    if _DIGITS in roots and others:
        roots[_DIGITS] = min(roots[_DIGITS], _DIGITS_SHARE * others)
    return {category: roots.get(category, 0.0) for category in sums}


def crops(corpus: Corpus, odds: Tensor, count: int, generator: torch.Generator) -> Tensor:
    """Random crops (count, CROP), float32: shifted, up to 18 dB softer, of either polarity."""
    device = corpus.samples.device
    drawn = torch.multinomial(odds, count, replacement=True, generator=generator)
    place, level, sign = torch.rand(3, count, generator=generator, device=device)
    length = corpus.lengths[drawn]
    earliest = -(CROP - length).clamp(LATENT_HOP, CROP // 4)
    latest = torch.where(length < CROP, 0, length - CROP + LATENT_HOP)
    first = earliest + (place * (latest - earliest)).long()
    loudness = 10 ** (-_SOFTEST_DB / 20 * level) * torch.where(sign < 0.5, -1.0, 1.0)
    crops: Tensor = _cut(corpus, drawn, first) * loudness[:, None]
    return crops


def _cut(corpus: Corpus, drawn: Tensor, first: Tensor) -> Tensor:
    """Samples (clips, CROP) from `first` on; silence where a clip has none."""
    at = first[:, None] + torch.arange(CROP, device=first.device)
    inside = (at >= 0) & (at < corpus.lengths[drawn][:, None])
    where = (corpus.starts[drawn][:, None] + at).clamp(0, len(corpus.samples) - 1)
    return corpus.samples[where] * inside


def validation_crops(corpus: Corpus, count: int) -> Tensor:
    """The same crops each time (at most `count`, CROP): of validation clips spread over all, from their beginnings."""
    valid = corpus.valid()
    chosen = torch.tensor(valid[:: max(1, len(valid) // count)][:count], device=corpus.samples.device)
    return _cut(corpus, chosen, torch.zeros_like(chosen))
