"""An instrument that ships as a fake: a band of noise, numpy only, in stereo. It costs nothing."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.audio import Samples
from engine.live.contract import HOP, RATE_HZ, InstrumentCard, Knob, Values
from engine.live.windows import NOISE_WINDOW, WINDOW

_BINS = WINDOW // 2 + 1
_DRAWS = 1 << 18
_STRIDE = 40_009
"""Prime, and larger than a frame's draws: frames begin all over the table before one comes back."""
_LOUDEST = 0.25
"""Root mean square at level 1."""

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class NoiseState:
    """How many frames there were, and the samples (streams, 768) that the next are added to."""

    frames: int
    tail: Numbers


class NoiseFilter:
    """Noise through a bell-shaped filter on the scale of octaves: a spectrum of random numbers for every frame.

    A frame is (centre in hertz, width in octaves, level).
    """

    def __init__(self) -> None:
        self._draws = np.random.default_rng(0).standard_normal(_DRAWS)
        self._octaves = np.log2(np.maximum(np.arange(_BINS), 0.5) * RATE_HZ / WINDOW)

    def silence(self, streams: int = 1) -> NoiseState:
        return NoiseState(0, np.zeros((streams, WINDOW - HOP)))

    def step(self, frames: Numbers, state: NoiseState) -> tuple[Samples, NoiseState]:
        parts = []
        for index in range(frames.shape[1]):
            sounding = np.concatenate((state.tail, np.zeros((len(frames), HOP))), axis=1)
            for stream, (centre, width, level) in enumerate(frames[:, index]):
                spectrum = self._spectrum(state.frames * len(frames) + stream, centre, width, level)
                sounding[stream] += np.fft.irfft(spectrum, WINDOW) * NOISE_WINDOW
            parts.append(sounding[:, :HOP].astype(np.float32))
            state = NoiseState(state.frames + 1, sounding[:, HOP:])
        return np.concatenate(parts, axis=1), state

    def _spectrum(self, number: int, centre: float, width: float, level: float) -> npt.NDArray[np.complex128]:
        first = number * _STRIDE % (_DRAWS - 2 * _BINS)
        white = self._draws[first : first + 2 * _BINS].view(np.complex128)
        bell = np.exp(-0.5 * ((self._octaves - np.log2(centre)) / width) ** 2)
        # By Parseval: this scales the samples' root mean square to the level.
        spectrum: npt.NDArray[np.complex128] = white * bell * (level * _LOUDEST * WINDOW / np.sqrt(4 * (bell**2).sum()))
        return spectrum


class Noise:
    """The filter, played by centre, width and level."""

    card = InstrumentCard(
        name="noise",
        streams=2,
        knobs=(
            Knob(name="centre", low=40.0, high=12_000.0, default=800.0, unit="Hz", says="the middle of the band"),
            Knob(name="width", low=0.1, high=4.0, default=1.0, unit="octaves", says="how wide the band is"),
            Knob(name="level", low=0.0, high=1.0, default=0.5, says="how loud it is"),
        ),
    )

    def __init__(self) -> None:
        self.stream = NoiseFilter()

    def frame(self, position: int, knobs: Values) -> Numbers:
        return np.broadcast_to(knobs, (self.card.streams, 1, len(knobs)))


def load_noise() -> Noise:
    """The noise, which needs nothing to load."""
    return Noise()
