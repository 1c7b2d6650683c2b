"""A device that plays to nobody: it asks for blocks as a card would, paced by the clock, and needs no library.

Its thread stands in for a card's: it calls `fill` and nothing else.
"""

import time
from collections.abc import Callable
from threading import Thread

import numpy as np

from bridge.speaker.messages import SILENT_DEVICE, SpeakerSettings
from engine import Samples

SILENT_RATE_HZ = 48000
_BLOCK_FRAMES = 256


class SilentDevice:
    """Takes 48,000 frames a second, in blocks of the settings' frames or of 256."""

    def __init__(self, settings: SpeakerSettings) -> None:
        self.name = SILENT_DEVICE
        self.rate_hz = SILENT_RATE_HZ
        self.channels = settings.channels
        self._block_frames = settings.block_frames or _BLOCK_FRAMES
        self._closed = False

    def start(self, fill: Callable[[Samples, bool], None]) -> None:
        Thread(target=self._pace, args=(fill,), name="silent device", daemon=True).start()

    def close(self) -> None:
        self._closed = True

    def _pace(self, fill: Callable[[Samples, bool], None]) -> None:
        block: Samples = np.zeros((self._block_frames, self.channels), np.float32)
        seconds = self._block_frames / self.rate_hz
        due, late = time.monotonic(), False
        while not self._closed:
            fill(block, late)
            due += seconds
            now = time.monotonic()
            late = now > due + seconds
            due = now if late else due
            time.sleep(max(0.0, due - now))
