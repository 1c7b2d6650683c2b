"""Sound as a value: float32 samples of shape (frames, channels), -1..1, with their rate beside them."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]
"""float32, shape (frames, channels), -1..1."""


@dataclass(frozen=True, slots=True, eq=False)
class Audio:
    """Samples of shape (frames, channels) and their rate in hertz (frames per second)."""

    samples: Samples
    rate_hz: int

    @property
    def frames(self) -> int:
        return int(self.samples.shape[0])

    @property
    def channels(self) -> int:
        return int(self.samples.shape[1])

    @property
    def seconds(self) -> float:
        return self.frames / self.rate_hz


def frames_of(seconds: float, rate_hz: int) -> int:
    """Frames nearest to a length in seconds, at least one.

    >>> frames_of(0.5, 48000)
    24000
    """
    return max(1, round(seconds * rate_hz))


def at_rate(audio: Audio, rate_hz: int) -> Audio:
    """The same sound at another rate, by soxr's highest quality; itself where the rates are equal."""
    if audio.rate_hz == rate_hz:
        return audio
    # Imported here: importing `engine` asks for numpy alone, so that training runs where only torch is beside it.
    import soxr

    samples = soxr.resample(audio.samples, audio.rate_hz, rate_hz, quality="VHQ")
    return Audio(np.ascontiguousarray(samples, dtype=np.float32), rate_hz)


def with_channels(audio: Audio, channels: int) -> Audio:
    """The same sound on another number of channels: mono is copied to all, many are averaged to mono first.

    >>> with_channels(Audio(np.ones((2, 1), np.float32), 8000), 2).samples.shape
    (2, 2)
    """
    if audio.channels == channels:
        return audio
    mono = audio.samples.mean(axis=1, keepdims=True, dtype=np.float32)
    return Audio(np.ascontiguousarray(np.repeat(mono, channels, axis=1)), audio.rate_hz)


def exactly(samples: Samples, frames: int) -> Samples:
    """The samples cut or padded with silence at the end to exactly that many frames."""
    if len(samples) >= frames:
        return samples[:frames]
    return np.concatenate([samples, np.zeros((frames - len(samples), samples.shape[1]), np.float32)])
