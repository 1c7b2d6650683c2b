"""Where the knobs stand, in shared memory: the newest value wins, and nobody waits for anybody.

Written by the bridge, whenever a message comes; read by the live worker, once a hop. Two counters stand around the
values: the writer raises the first, stores, and then raises the second to it. A reader that finds them different, or
changed when it is done, has read while something was stored, and reads again. The bridge creates the segment and
unlinks it; it outlives live workers, so one that takes the place of another finds the knobs as they stood.
"""

from multiprocessing.shared_memory import SharedMemory

import numpy as np

from engine.live.contract import MOST_KNOBS, Values

_BEGUN, _DONE, _INSTRUMENT, _FIRST = 0, 1, 2, 3
_ATTEMPTS = 50


class KnobMemory:
    """Up to 64 values of one instrument, which has a number: values of another one are none for it."""

    def __init__(self, segment: SharedMemory) -> None:
        self.name = segment.name
        self._segment = segment
        self._numbers = np.ndarray(_FIRST + MOST_KNOBS, np.float64, segment.buf)

    @property
    def changes(self) -> int:
        """How often something was stored, so that a reader sees that it has nothing to do."""
        return int(self._numbers[_DONE])

    def turn(self, index: int, value: float) -> None:
        """Store one knob's value."""
        numbers = self._numbers
        numbers[_BEGUN] += 1
        numbers[_FIRST + index] = value
        numbers[_DONE] = numbers[_BEGUN]

    def turn_all(self, instrument: int, values: Values) -> None:
        """Store the values (knobs,) of the instrument with that number; they are read together or not at all."""
        numbers = self._numbers
        numbers[_BEGUN] += 1
        numbers[_INSTRUMENT] = instrument
        numbers[_FIRST : _FIRST + len(values)] = values
        numbers[_DONE] = numbers[_BEGUN]

    def read(self, instrument: int, knobs: int) -> Values | None:
        """The values (knobs,) of that instrument; None where they are another's, or are being stored all the time."""
        numbers = self._numbers
        for _ in range(_ATTEMPTS):
            done = numbers[_DONE]
            copy = numbers[: _FIRST + knobs].copy()
            if copy[_BEGUN] == done == copy[_DONE] and numbers[_BEGUN] == done:
                return copy[_FIRST:] if copy[_INSTRUMENT] == instrument else None
        return None

    def close(self) -> None:
        """Let go of the memory in this process."""
        del self._numbers
        self._segment.close()

    def unlink(self) -> None:
        """Remove the memory from the system."""
        self._segment.unlink()


def create_knob_memory() -> KnobMemory:
    """A new segment that holds nobody's values."""
    return KnobMemory(SharedMemory(create=True, size=8 * (_FIRST + MOST_KNOBS)))


def attach_knob_memory(name: str) -> KnobMemory:
    """The segment that another process created; raises `FileNotFoundError` when it is gone."""
    return KnobMemory(SharedMemory(name))
