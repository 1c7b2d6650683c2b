"""Sounds whose descriptors can be worked out by hand, one or two seconds at 44.1 kHz."""

import numpy as np

from engine.descriptors.spectra import Numbers
from engine.mel_bands import RATE_HZ

SECONDS = np.arange(2 * RATE_HZ) / RATE_HZ


def sine(hertz: float, amplitude: float = 0.5) -> Numbers:
    return (amplitude * np.sin(2 * np.pi * hertz * SECONDS)).astype(np.float32)


def saw(hertz: float) -> Numbers:
    return (2 * (hertz * SECONDS % 1) - 1).astype(np.float32)


def hiss(level: float = 0.1, seed: int = 0) -> Numbers:
    return (level * np.random.default_rng(seed).standard_normal(len(SECONDS))).astype(np.float32)


def rumble() -> Numbers:
    """Brown noise: 6 dB less in every octave."""
    walked = np.cumsum(hiss(0.002).astype(np.float64))
    return (walked - walked.mean()).astype(np.float32)


def decaying(sound: Numbers, seconds: float) -> Numbers:
    """A sound that falls by 20 dB in so many seconds."""
    return (sound * 10 ** (-SECONDS / seconds)).astype(np.float32)


def swelling(sound: Numbers, seconds: float) -> Numbers:
    """A sound that rises evenly for so many seconds."""
    return (sound * np.minimum(SECONDS / seconds, 1)).astype(np.float32)
