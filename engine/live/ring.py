"""The two ends of the ring of hops between the live worker and the speaker.

Written by the live worker, a hop at a time, at the sound card's rate; read by the speaker's callback. Nobody waits:
each slot has the hop's number before its frames and behind them, so a reader that comes too early or too late sees it.
"""

import numpy as np

from engine.audio import Samples
from engine.live.ring_memory import CHANNELS, MOST_FRAMES, SLOTS, RingFigure, RingMemory, Slot


class RingWriter:
    """The live worker's end; it goes on where another worker left off."""

    def __init__(self, ring: RingMemory) -> None:
        self._ring = ring

    @property
    def written(self) -> int:
        """Frames written so far."""
        return int(self._ring[RingFigure.FRAMES])

    def write(self, frames: Samples) -> None:
        """Append a hop (frames, 1 or 2); what the reader has not read 64 hops later is gone."""
        ring = self._ring
        number, first = ring[RingFigure.HOPS] + 1, ring[RingFigure.FRAMES]
        slot = ring.slots[int(number) % SLOTS]
        slot[Slot.BEFORE] = number
        slot[Slot.FIRST_FRAME], slot[Slot.FRAMES] = first, len(frames)
        slot[Slot.CHANNELS] = frames.shape[1]
        ring.samples[int(number) % SLOTS, : len(frames)] = frames
        slot[Slot.BEHIND] = number
        ring[RingFigure.FRAMES] = first + len(frames)
        ring[RingFigure.HOPS] = number

    def rest(self, resting: bool) -> None:
        """Say whether an empty ring is as it should be."""
        self._ring[RingFigure.RESTING] = resting


class RingReader:
    """The speaker's end: copies hop after hop into `hop`, (frames, 2) of which the first `frames` are valid.

    It begins with what is written after it came. `read` and `tell` are called by the callback: they make no array.
    """

    def __init__(self, ring: RingMemory) -> None:
        self.hop: Samples = np.zeros((MOST_FRAMES, CHANNELS), np.float32)
        self._ring = ring
        self._next = int(ring[RingFigure.HOPS]) + 1
        self._behind = int(ring[RingFigure.FRAMES])
        self._asked = int(ring[RingFigure.ASKED_FRAMES])

    @property
    def resting(self) -> bool:
        """Whether an empty ring is as it should be."""
        return bool(self._ring.head[RingFigure.RESTING])

    def read(self) -> int:
        """Copy the next hop; its frames, 0 where there is none yet. One that is torn is counted and passed over."""
        ring = self._ring
        written = int(ring.head[RingFigure.HOPS])
        if written < self._next:
            return 0
        slot = ring.slots[self._next % SLOTS]
        number, frames = int(slot[Slot.BEFORE]), int(slot[Slot.FRAMES])
        if number == self._next == int(slot[Slot.BEHIND]) and 0 < frames <= MOST_FRAMES:
            channels = CHANNELS if slot[Slot.CHANNELS] == CHANNELS else 1
            np.copyto(self.hop[:frames], ring.samples[self._next % SLOTS, :frames, :channels])
            behind = int(slot[Slot.FIRST_FRAME]) + frames
            if int(slot[Slot.BEFORE]) == number:
                self._next, self._behind = number + 1, behind
                return frames
        ring.head[RingFigure.TORN] += 1
        self._next, self._behind = written + 1, int(ring.head[RingFigure.FRAMES])
        return 0

    def tell(self, began_at: float, block_frames: int, left_frames: int) -> None:
        """Publish a callback: when it began, its block, and how much of the hop that was copied last is left."""
        head = self._ring.head
        self._asked += block_frames
        head[RingFigure.BEGUN] += 1
        head[RingFigure.ASKED_FRAMES] = self._asked
        head[RingFigure.ASKED_AT] = began_at
        head[RingFigure.BLOCK_FRAMES] = block_frames
        head[RingFigure.TAKEN_FRAMES] = self._behind - left_frames
        head[RingFigure.DONE] = head[RingFigure.BEGUN]

    def count_gap(self) -> None:
        """Note that a hop was due and missing."""
        self._ring.head[RingFigure.GAPS] += 1
