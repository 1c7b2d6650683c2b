"""Live figures of the speaker, in shared memory: the bridge reads them whenever it likes, without asking.

The bridge creates the block and unlinks it; it outlives the speaker's processes, so counts go on. The callback writes
its part in `FiguresMemory.record`, the speaker's main thread writes the rest. A reader that falls between two stores
of one callback sees that `BEGUN` and `DONE` differ, and reads again.
"""

import time
from dataclasses import dataclass
from enum import IntEnum
from multiprocessing.shared_memory import SharedMemory

import numpy as np

_SMOOTHING_SECONDS = 1.0
_ATTEMPTS = 100


class Figure(IntEnum):
    """Where each figure stands, in float64 numbers; times are `time.monotonic()`."""

    BEGUN = 0
    DONE = 1
    ALIVE_AT = 2
    OPEN = 3
    RATE_HZ = 4
    CHANNELS = 5
    REALTIME = 6
    BLOCK_FRAMES = 7
    CLOCK_FRAME = 8
    CALLBACK_AT = 9
    UNDER_RUNS = 10
    DRY_SPELLS = 11
    VOICES = 12
    LOAD = 13
    LOAD_MAX = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerFigures:
    """The speaker at one moment.

    `clock_frame` is the frame of the speaker's clock at which the last callback's block began, and `callback_at` the
    moment of that callback, `alive_at` that of the main thread's last round, both in seconds of `time.monotonic()`.
    `under_runs` counts blocks that came too late for the card, `dry_spells` how often a growing take had no frames
    when they were due. `load` is the share of a block's time that its making took, smoothed over a second; `load_max`
    the largest ever. Counts go on when the process is replaced, which `restarts` counts.
    """

    open: bool
    rate_hz: int
    channels: int
    realtime: bool
    block_frames: int
    clock_frame: int
    callback_at: float
    alive_at: float
    callbacks: int
    under_runs: int
    dry_spells: int
    voices: int
    load: float
    load_max: float
    restarts: int

    def clock_now(self) -> int:
        """The frame of the speaker's clock at this moment, by the wall clock since the last callback."""
        return self.clock_frame + round((time.monotonic() - self.callback_at) * self.rate_hz)


class FiguresMemory:
    """The shared block of figures."""

    def __init__(self, segment: SharedMemory) -> None:
        self.name = segment.name
        self._segment = segment
        self._values = np.ndarray(len(Figure), np.float64, segment.buf)

    def __getitem__(self, figure: Figure) -> float:
        return float(self._values[figure])

    def __setitem__(self, figure: Figure, value: float) -> None:
        self._values[figure] = value

    def record(self, began_at: float, clock_frame: int, frames: int, under_run: bool) -> None:
        """Note one callback that began at that moment, with a block that began at that frame of the clock."""
        values = self._values
        values[Figure.BEGUN] += 1
        values[Figure.CALLBACK_AT] = began_at
        values[Figure.CLOCK_FRAME] = clock_frame
        values[Figure.BLOCK_FRAMES] = frames
        values[Figure.UNDER_RUNS] += under_run
        seconds = frames / values[Figure.RATE_HZ]
        load = (time.monotonic() - began_at) / seconds
        values[Figure.LOAD] += (load - values[Figure.LOAD]) * min(1.0, seconds / _SMOOTHING_SECONDS)
        values[Figure.LOAD_MAX] = max(load, values[Figure.LOAD_MAX])
        values[Figure.DONE] = values[Figure.BEGUN]

    def read(self, restarts: int = 0) -> SpeakerFigures:
        """All figures, those of one callback together."""
        values = self._values
        for _ in range(_ATTEMPTS):
            done = values[Figure.DONE]
            figures = _figures(values.tolist(), restarts)
            if values[Figure.BEGUN] == done:
                break
        return figures

    def close(self) -> None:
        """Let go of the block in this process."""
        del self._values
        self._segment.close()

    def unlink(self) -> None:
        """Remove the block from the system."""
        self._segment.unlink()


def create_figures() -> FiguresMemory:
    """A new block of zeros."""
    return FiguresMemory(SharedMemory(create=True, size=8 * len(Figure)))


def attach_figures(name: str) -> FiguresMemory:
    """The block that another process created; raises `FileNotFoundError` when it is gone."""
    return FiguresMemory(SharedMemory(name))


def _figures(values: list[float], restarts: int) -> SpeakerFigures:
    return SpeakerFigures(
        open=bool(values[Figure.OPEN]),
        rate_hz=int(values[Figure.RATE_HZ]),
        channels=int(values[Figure.CHANNELS]),
        realtime=bool(values[Figure.REALTIME]),
        block_frames=int(values[Figure.BLOCK_FRAMES]),
        clock_frame=int(values[Figure.CLOCK_FRAME]),
        callback_at=values[Figure.CALLBACK_AT],
        alive_at=values[Figure.ALIVE_AT],
        callbacks=int(values[Figure.DONE]),
        under_runs=int(values[Figure.UNDER_RUNS]),
        dry_spells=int(values[Figure.DRY_SPELLS]),
        voices=int(values[Figure.VOICES]),
        load=values[Figure.LOAD],
        load_max=values[Figure.LOAD_MAX],
        restarts=restarts,
    )
