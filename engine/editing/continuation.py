"""How a sound would go on, for the few milliseconds in which it gives way to another.

Linear prediction: tones go on as tones, and what can't be predicted is made from the noise that the prediction left
over, so the level stays. Coefficients by J. P. Burg's method (1975), which never lets a sound grow; the idea of going
on with them: I. Kauppinen and K. Roth, "Audio signal extrapolation - theory and applications", DAFx 2002.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.audio import Samples

HEARD_SECONDS = 0.1
"""How much of a sound is listened to before it goes on."""
_ORDER = 512
"""At 48 kHz more than a period of 110 Hz: with it the tones of a chord keep their phases for 30 ms."""
_LOUDEST_NOISE = 3.0
_FLOOR = 1e-14
"""So much of the power counts as noise: where nothing is left to predict, rounding would make the sound grow."""

Lines = npt.NDArray[np.float64]
"""float64, shape (channels, frames)."""


@dataclass(frozen=True, slots=True, eq=False)
class Continuation:
    """What follows: samples (frames, channels), and how far they could be predicted, 0 (noise) to 1 (tones)."""

    samples: Samples
    certainty: float


def continued(samples: Samples, frames: int, rate_hz: int) -> Continuation:
    """The `frames` frames that could follow on samples (frames, channels), each channel by itself."""
    heard = samples[-round(HEARD_SECONDS * rate_hz) :].astype(np.float64).T
    coefficients, left_over = _burg(heard, min(_ORDER, heard.shape[1] // 3))
    order = coefficients.shape[1]
    noise = _noise(left_over, frames)
    line = np.concatenate([heard[:, heard.shape[1] - order :], noise], axis=1)
    for frame in range(order, order + frames):
        line[:, frame] += np.sum(line[:, frame - order : frame] * coefficients, axis=1)
    return Continuation(line[:, order:].T.astype(np.float32), _certainty(heard, left_over))


def _burg(heard: Lines, most: int) -> tuple[Lines, Lines]:
    """Coefficients (channels, order), the oldest frame's first, and what they leave over of the sound.

    The order is the one with the least of H. Akaike's final prediction error (1969): with more, noise would be learnt
    by heart.
    """
    forward, backward, errors = heard, heard, np.ones((len(heard), 1))
    floor = np.finfo(np.float64).tiny + _FLOOR * np.sum(heard * heard, axis=1)
    best, least = (errors, forward), np.inf
    for order in range(most + 1):
        expected = _prediction_error(forward, floor, order)
        if expected < least:
            best, least = (errors, forward), expected
        ahead, behind = forward[:, 1:], backward[:, :-1]
        power = np.sum(ahead * ahead, axis=1) + np.sum(behind * behind, axis=1) + floor
        reflection = (-2 * np.sum(ahead * behind, axis=1) / power)[:, None]
        longer = np.pad(errors, ((0, 0), (0, 1)))
        errors = longer + reflection * longer[:, ::-1]
        forward, backward = ahead + reflection * behind, behind + reflection * ahead
    chosen, left_over = best
    return -chosen[:, :0:-1], left_over


def _prediction_error(left_over: Lines, floor: npt.NDArray[np.float64], order: int) -> float:
    """In the logarithm, and of all channels together: one loud channel doesn't decide for the others."""
    frames = left_over.shape[1]
    power = np.mean(left_over * left_over, axis=1) + floor / (frames + order)
    return float(np.mean(np.log(power)) + np.log((frames + 2 * order + 1) / max(1, frames - 1)))


def _noise(left_over: Lines, frames: int) -> Lines:
    """What was left over, backwards, without the attacks in it: they would be heard a second time."""
    limit = _LOUDEST_NOISE * 1.4826 * np.median(np.abs(left_over), axis=1, keepdims=True)
    backwards = np.clip(left_over[:, ::-1], -limit, limit)[:, :frames]
    return np.pad(backwards, ((0, 0), (0, frames - backwards.shape[1])))


def _certainty(heard: Lines, left_over: Lines) -> float:
    power = np.mean(heard * heard)
    if power == 0:
        return 0.0
    return float(np.clip(1 - np.sqrt(np.mean(left_over * left_over) / power), 0, 1))
