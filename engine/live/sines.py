"""An instrument that ships as a fake: eight sines, numpy only. It costs nothing and shows what the live path takes."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.audio import Samples
from engine.live.contract import HOP, RATE_HZ, InstrumentCard, Knob, Values
from engine.live.windows import OVERLAP, SHARES

_PARTIALS = np.arange(1, 9)
_HIGHEST_HZ = 18_000.0
_FULL_TURN = 2 * np.pi

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class SineState:
    """The last frames' amplitudes and frequencies (streams, 3, partials), and each sine's phase (streams, partials)."""

    amplitudes: Numbers
    hertz: Numbers | None
    phases: Numbers


class SineBank:
    """Sines at the multiples of a pitch, which the windows of four frames lead from one frame's values to the next's.

    A frame is (amplitudes of the 8 sines, their frequencies in hertz).
    """

    def silence(self, streams: int = 1) -> SineState:
        partials = len(_PARTIALS)
        return SineState(np.zeros((streams, OVERLAP - 1, partials)), None, np.zeros((streams, partials)))

    def step(self, frames: Numbers, state: SineState) -> tuple[Samples, SineState]:
        parts = []
        for index in range(frames.shape[1]):
            samples, state = _hop(frames[:, index], state)
            parts.append(samples)
        return np.concatenate(parts, axis=1), state


class Sines:
    """The bank, played by pitch, brightness, detuning and level."""

    card = InstrumentCard(
        name="sines",
        streams=1,
        knobs=(
            Knob(name="pitch", low=20.0, high=4000.0, default=220.0, unit="Hz", says="the lowest sine"),
            Knob(name="bright", low=0.0, high=1.0, default=0.4, says="each sine's part of the one below it"),
            Knob(name="spread", low=0.0, high=100.0, default=0.0, unit="cents", says="how far each is out of tune"),
            Knob(name="level", low=0.0, high=1.0, default=0.5, says="how loud it is"),
        ),
    )

    def __init__(self) -> None:
        self.stream = SineBank()

    def frame(self, position: int, knobs: Values) -> Numbers:
        pitch, bright, spread, level = knobs
        hertz = pitch * _PARTIALS * 2 ** (spread / 1200 * (_PARTIALS - 1))
        amplitudes = np.where(hertz < _HIGHEST_HZ, bright ** (_PARTIALS - 1), 0.0)
        amplitudes *= level / max(1.0, float(amplitudes.sum()))
        return np.concatenate((amplitudes, hertz))[None, None]


def load_sines() -> Sines:
    """The sines, which need nothing to load."""
    return Sines()


def _hop(frame: Numbers, state: SineState) -> tuple[Samples, SineState]:
    """One frame (streams, 16) to its samples (streams, HOP)."""
    partials = len(_PARTIALS)
    newest = frame[:, None, partials:]
    # A sound that begins has no pitch before: it doesn't slide in from 0 Hz.
    before = np.repeat(newest, OVERLAP - 1, axis=1) if state.hertz is None else state.hertz
    amplitudes = np.concatenate((state.amplitudes, frame[:, None, :partials]), axis=1)
    hertz = np.concatenate((before, newest), axis=1)
    turns = np.cumsum(_between(hertz) * (_FULL_TURN / RATE_HZ), axis=2) + state.phases[:, :, None]
    # In single precision a sine costs a quarter, and what that leaves is at -84 dB for the highest one.
    samples = (np.sin(turns.astype(np.float32)) * _between(amplitudes)).sum(axis=1)
    after = SineState(amplitudes[:, 1:], hertz[:, 1:], turns[:, :, -1] % _FULL_TURN)
    return samples.astype(np.float32), after


def _between(values: Numbers) -> Numbers:
    """What four frames' values (streams, 4, partials) are at each sample: (streams, partials, HOP)."""
    between: Numbers = values.transpose(0, 2, 1) @ SHARES
    assert between.shape[2] == HOP
    return between
