"""Sounds whose measures can be worked out by hand."""

from collections.abc import Sequence

import numpy as np

from engine.evaluation.sounds import RATE_HZ, Mono


def noise(frames: int, level: float = 1.0, seed: int = 0) -> Mono:
    """White noise of this root mean square."""
    return (level * np.random.default_rng(seed).standard_normal(frames)).astype(np.float32)


def tones(hertz: Sequence[float], seconds: float, amplitude: float = 0.05) -> Mono:
    """Sines of one amplitude at once."""
    times = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
    return (amplitude * sum(np.sin(2 * np.pi * each * times) for each in hertz)).astype(np.float32)


def silence(frames: int) -> Mono:
    return np.zeros(frames, np.float32)


def hit(before: int, frames: int = 8000) -> Mono:
    """Noise that starts at once after so many silent samples, and dies away."""
    decay = np.exp(-np.arange(frames) / 2000).astype(np.float32)
    return np.concatenate([silence(before), 0.3 * decay * noise(frames)])
