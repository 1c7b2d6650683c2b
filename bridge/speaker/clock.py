"""The speaker's clock as the bridge reads it, whether a device is open or not.

Used by `Speaker`, on the bridge's loop.
"""

import time

from bridge.speaker.figures import Figure, FiguresMemory
from bridge.speaker.silent import SILENT_RATE_HZ

# The clock begins a little before the first block, because frame 0 means "at once".
_LEAD_SECONDS = 1.0
# Voices come back together, at a frame that is far enough ahead for all of them to have arrived.
_RETURN_SECONDS = 0.03


class Clock:
    """Counts from `epoch`, a moment in seconds of `time.monotonic()`, in frames of the device that is or was open."""

    def __init__(self, memory: FiguresMemory) -> None:
        self.epoch = time.monotonic() - _LEAD_SECONDS
        self._memory = memory

    @property
    def rate_hz(self) -> int:
        return int(self._memory[Figure.RATE_HZ]) or SILENT_RATE_HZ

    @property
    def seconds(self) -> float:
        """By the wall clock."""
        return time.monotonic() - self.epoch

    @property
    def frame(self) -> int:
        """The frame of this moment: by the device's last callback, or by the wall clock without a device."""
        figures = self._memory.read()
        return figures.clock_now() if figures.open else round(self.seconds * self.rate_hz)

    @property
    def return_frame(self) -> int:
        """A frame that is just far enough ahead for voices to come back at."""
        return self.frame + round(_RETURN_SECONDS * self.rate_hz)
