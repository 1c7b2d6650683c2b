"""An instrument that ships as a fake: eight sines, numpy only. It costs nothing and shows what the live path takes."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.audio import Samples
from engine.live.contract import RATE_HZ, InstrumentCard, Knob, Values
from engine.live.windows import OVERLAP, SHARES

_PARTIALS = np.arange(1, 9)
_HIGHEST_HZ = 18_000.0
_FULL_TURN = 2 * np.pi

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class SineState:
    """The last frames (streams, 3, 16), None before the first, and each sine's phase in radians (streams, 8)."""

    past: Numbers | None
    phases: Numbers


class SineBank:
    """Sines at the multiples of a pitch, which the windows of four frames lead from one frame's values to the next's.

    A frame is (amplitudes of the 8 sines, their frequencies in radians per sample).
    """

    def silence(self, streams: int = 1) -> SineState:
        return SineState(None, np.zeros((streams, len(_PARTIALS))))

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
        self._knobs: Values | None = None
        self._frame: Numbers = np.zeros((1, 1, 2 * len(_PARTIALS)))

    def frame(self, position: int, knobs: Values) -> Numbers:
        # Most of the time nobody turns a knob, and then the knobs are the same array.
        if knobs is not self._knobs:
            self._knobs, self._frame = knobs, _frame_of(knobs)
        return self._frame


def load_sines() -> Sines:
    """The sines, which need nothing to load."""
    return Sines()


def _frame_of(knobs: Values) -> Numbers:
    pitch, bright, spread, level = knobs
    hertz = pitch * _PARTIALS * 2 ** (spread / 1200 * (_PARTIALS - 1))
    amplitudes = np.where(hertz < _HIGHEST_HZ, bright ** (_PARTIALS - 1), 0.0)
    amplitudes *= level / max(1.0, float(amplitudes.sum()))
    return np.concatenate((amplitudes, hertz * (_FULL_TURN / RATE_HZ)))[None, None]


def _hop(frame: Numbers, state: SineState) -> tuple[Samples, SineState]:
    """One frame (streams, 16) to its samples (streams, HOP)."""
    past = _silent_before(frame) if state.past is None else state.past
    frames = np.concatenate((past, frame[:, None]), axis=1)
    amplitudes, steps = np.split(frames.transpose(0, 2, 1) @ SHARES, 2, axis=1)
    turns = np.cumsum(steps, axis=2) + state.phases[:, :, None]
    # In single precision a sine costs a quarter, and what that leaves is at -84 dB for the highest one.
    samples = (np.sin(turns.astype(np.float32)) * amplitudes).sum(axis=1, dtype=np.float32)
    return samples, SineState(frames[:, 1:], turns[:, :, -1] % _FULL_TURN)


def _silent_before(frame: Numbers) -> Numbers:
    """What was before the first frame: its pitch, so that a sound doesn't slide in from 0 Hz, and no amplitude."""
    before = np.repeat(frame[:, None], OVERLAP - 1, axis=1)
    before[:, :, : len(_PARTIALS)] = 0.0
    return before
