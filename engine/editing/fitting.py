"""Generated sound between what stands before and after it: cross-faded, at its level, and below -1 dBFS.

All of it happens inside the generated part: the sound beside it goes on by itself (`continuation`) while the generated
one comes. So what a region held before isn't heard any more, and an end can be gone on from though nothing follows it.
"""

from dataclasses import dataclass

import numpy as np

from engine.audio import Samples
from engine.editing.continuation import continued
from engine.editing.crossfade import Weights, fade
from engine.editing.levels import CEILING, Gains, amplitude, gain_within, peak, rms

TONE_FADE_SECONDS, NOISE_FADE_SECONDS = 0.03, 0.01
"""A tone gives way slowly, so that its phase may turn; noise goes on for no longer than it needs."""
LEVEL_SECONDS = 0.05
"""Over this time on both sides of a seam levels are compared."""
QUIETEST_DBFS = -60.0
"""Below this the sound beside a seam gives no level to match."""
MOST_GAIN_DB = 12.0

_AROUND_SECONDS = 0.01
_ROUNDS = 8


@dataclass(frozen=True, slots=True, eq=False)
class _Side:
    """What stands beside one end of the generated part, seen from it: both go on towards the middle.

    `level` is the RMS to match, None where there is none to; `left` (frames, channels) is what is still heard of it
    during the fade, `falling` and `rising` its weights; `loudest` is how far it may peak.
    """

    level: float | None
    loudest: float
    left: Samples
    falling: Weights
    rising: Weights


def fitted(generated: Samples, before: Samples, after: Samples, rate_hz: int) -> Samples:
    """Generated samples (frames, channels) that can stand between `before` and `after`, either of which may be empty.

    At a seam they cross-fade over 10 to 30 ms, a third of the part at most. Over 50 ms, half of the part at most, they
    have the RMS that the sound beside the seam has over as long, where that is above -60 dBFS, by a gain that moves
    smoothly from one seam to the other and lies within 12 dB. They peak at -1 dBFS at most: where a matched level would
    exceed that, a second gain takes it back. A sound beside it that is louder itself comes down within the fade.
    """
    first, last = _side(before, generated, rate_hz), _side(after[::-1], generated[::-1], rate_hz)
    kept, rising, limit = _beside(generated.shape, first, last)
    added = generated * rising
    added *= _level_gain(kept, added, first.level, last.level, rate_hz)[:, None]
    if np.all(np.abs(kept + added).max(axis=1, initial=0.0) <= limit):
        return kept + added
    within = gain_within(limit, kept, added, round(_AROUND_SECONDS * rate_hz))
    return kept + added * within.astype(np.float32)[:, None]


def _side(outside: Samples, generated: Samples, rate_hz: int) -> _Side:
    heard = outside[-max(1, round(LEVEL_SECONDS * rate_hz)) :]
    level, loudest = rms(heard), max(float(CEILING), peak(heard))
    left = _left(outside, len(generated) // 3, rate_hz)
    falling, rising = fade(left, _at_level(generated[: len(left)], rms(left)))
    return _Side(level if level > amplitude(QUIETEST_DBFS) else None, loudest, left * falling, falling, rising)


def _left(outside: Samples, most_frames: int, rate_hz: int) -> Samples:
    """What is still heard of the sound beside a seam: as long as its cross-fade."""
    longest = min(round(TONE_FADE_SECONDS * rate_hz), most_frames)
    if not len(outside) or longest == 0:
        return outside[:0]
    following = continued(outside, longest, rate_hz)
    seconds = NOISE_FADE_SECONDS + following.certainty * (TONE_FADE_SECONDS - NOISE_FADE_SECONDS)
    return following.samples[: max(1, round(seconds * rate_hz))]


def _at_level(samples: Samples, level: float) -> Samples:
    own, most = rms(samples), amplitude(MOST_GAIN_DB)
    return samples * np.float32(np.clip(level / own, 1 / most, most)) if own > 0 else samples


def _beside(shape: tuple[int, ...], first: _Side, last: _Side) -> tuple[Samples, Weights, Gains]:
    """What is heard of both sides, the generated sound's weights, and the highest peak at each frame."""
    kept, rising, limit = np.zeros(shape, np.float32), np.ones((shape[0], 1), np.float32), np.full(shape[0], CEILING)
    for side, step in ((first, 1), (last, -1)):
        frames = len(side.left)
        highest = CEILING + (side.loudest - CEILING) * side.falling
        kept[::step][:frames] = np.clip(side.left, -highest, highest)
        rising[::step][:frames] = side.rising
        limit[::step][:frames] = highest[:, 0]
    return kept, rising, limit.astype(np.float64)


def _level_gain(kept: Samples, added: Samples, first: float | None, last: float | None, rate_hz: int) -> Weights:
    """A gain (frames,) with which the sum of both has the levels of the two sides where it touches them."""
    frames = len(kept)
    window = min(round(LEVEL_SECONDS * rate_hz), (frames + 1) // 2)
    head, tail = slice(0, window), slice(frames - window, frames)
    if first is None or last is None:
        gain = 1.0 if first is None else _gain(kept[head], added[head], first)
        gain = gain if last is None else _gain(kept[tail], added[tail], last)
        return np.full(frames, gain, np.float32)
    share = _falling_share(frames, min(window, frames // 4))[:, None]
    left, right = share * added, (1 - share) * added
    at_first = at_last = 1.0
    # In a short part each gain reaches into the other's window: they are found in turns.
    for _ in range(_ROUNDS):
        at_first = _gain(kept[head] + at_last * right[head], left[head], first)
        at_last = _gain(kept[tail] + at_first * left[tail], right[tail], last)
    return (at_last + (at_first - at_last) * share[:, 0]).astype(np.float32)


def _falling_share(frames: int, held: int) -> Weights:
    """From 1 to 0 (frames,) in half a cosine, held at both ends."""
    way = np.clip((np.arange(frames) - held + 0.5) / max(1, frames - 2 * held), 0, 1)
    return (0.5 + 0.5 * np.cos(np.pi * way)).astype(np.float32)


def _gain(kept: Samples, added: Samples, level: float) -> float:
    """The gain of `added`, within 12 dB, with which its sum with `kept` has that RMS or comes closest to it."""
    fixed, moved = kept.astype(np.float64), added.astype(np.float64)
    power = np.sum(moved * moved)
    if power < np.finfo(np.float32).tiny:
        return 1.0
    middle = -np.sum(fixed * moved) / power
    missing = (level**2 * fixed.size - np.sum(fixed * fixed)) / power
    most = amplitude(MOST_GAIN_DB)
    return float(np.clip(middle + np.sqrt(max(0.0, middle**2 + missing)), 1 / most, most))
