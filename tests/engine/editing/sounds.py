"""Sounds that the tests of edits draw from."""

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st

from engine import Samples
from engine.editing.levels import amplitude, rms


@dataclass(frozen=True)
class Sound:
    """Something that sounds for as long as it is asked to."""

    kind: str
    hertz: float
    dbfs: float
    seed: int

    def samples(self, frames: int, channels: int, rate_hz: int) -> Samples:
        """Samples of that RMS, a silent sound's zeros."""
        if self.kind == "silence":
            return np.zeros((frames, channels), np.float32)
        shape = noise(frames, channels, self.seed) if self.kind == "noise" else self._tone(frames, channels, rate_hz)
        return (shape * (amplitude(self.dbfs) / rms(shape))).astype(np.float32)

    def _tone(self, frames: int, channels: int, rate_hz: int) -> Samples:
        phases = np.random.default_rng(self.seed).uniform(0, 2 * np.pi, channels)
        return tone(frames, rate_hz, self.hertz, phases)


def noise(frames: int, channels: int = 1, seed: int = 0) -> Samples:
    """White, at -20 dBFS; evenly spread, since a normal one has bends now and then that stand out as a click does."""
    highest = 0.1 * np.sqrt(3)
    return np.random.default_rng(seed).uniform(-highest, highest, (frames, channels)).astype(np.float32)


def hiss(frames: int, channels: int = 1, seed: int = 0) -> Samples:
    """White and normally distributed, at -20 dBFS: two of them together are one again."""
    return np.random.default_rng(seed).normal(0, 0.1, (frames, channels)).astype(np.float32)


def tone(frames: int, rate_hz: int, hertz: float, phases: object = 0.0, level: float = 0.2) -> Samples:
    """A sine; as many channels as there are phases."""
    turns = 2 * np.pi * hertz * np.arange(frames)[:, None] / rate_hz
    return (level * np.sin(turns + np.atleast_1d(np.asarray(phases)))).astype(np.float32)


def notes(frames: int, rate_hz: int, hertz: float, highest_hz: float, seed: int = 0) -> Samples:
    """A tone with partials, each softer than the last, up to a frequency."""
    phases = np.random.default_rng(seed).uniform(0, 2 * np.pi, int(highest_hz / hertz))
    partials = [tone(frames, rate_hz, hertz * n, phase, 0.2 / n) for n, phase in enumerate(phases, start=1)]
    return np.sum(partials, axis=0, dtype=np.float32)


def sounds(kinds: tuple[str, ...], lowest_dbfs: float, highest_dbfs: float) -> st.SearchStrategy[Sound]:
    return st.builds(
        Sound,
        kind=st.sampled_from(kinds),
        hertz=st.floats(150, 3000),
        dbfs=st.floats(lowest_dbfs, highest_dbfs),
        seed=st.integers(0, 1000),
    )
