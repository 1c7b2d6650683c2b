"""The ring of hops between the live worker and the speaker, in shared memory.

Written by the live worker, a hop at a time, at the sound card's rate; read by the speaker's callback. Nobody waits:
each slot has the hop's number before its frames and behind them, so a reader that comes too early or too late sees it.
In the head stand both sides' figures; the reader's tell the writer how far the card is, and stand between two counters.
The bridge creates the segment and unlinks it.
"""

from dataclasses import dataclass
from enum import IntEnum
from multiprocessing.shared_memory import SharedMemory

import numpy as np

from engine.audio import Samples
from engine.live.contract import HOP, RATE_HZ

HIGHEST_RATE_HZ = 192_000
SLOTS = 64
LONGEST_HOPS = 32.0
CHANNELS = 2
MOST_FRAMES = -(-HOP * HIGHEST_RATE_HZ // RATE_HZ) + 1

_HEAD_BYTES = 256
_SLOT_HEAD_BYTES = 64
_SLOT_BYTES = _SLOT_HEAD_BYTES + 4 * CHANNELS * MOST_FRAMES
_ATTEMPTS = 20


class RingFigure(IntEnum):
    """Where each figure stands in the head, in float64 numbers; times are `time.monotonic()`.

    The writer's: hops and frames written since the segment was created, whether it rests (nothing is due), when it was
    last at work, its share of a core. The reader's: frames that the card has asked for, when it last did and for how
    many, the ring's frame up to which it has read, how often a hop was due and missing, how often one was torn.
    """

    HOPS = 0
    FRAMES = 1
    RESTING = 2
    ALIVE_AT = 3
    LOAD = 4
    REALTIME = 5
    BEGUN = 8
    ASKED_FRAMES = 9
    ASKED_AT = 10
    BLOCK_FRAMES = 11
    TAKEN_FRAMES = 12
    GAPS = 13
    TORN = 14
    DONE = 15


class _Slot(IntEnum):
    """Where each number stands in a slot's head."""

    BEFORE = 0
    FIRST_FRAME = 1
    FRAMES = 2
    CHANNELS = 3
    BEHIND = 4


@dataclass(frozen=True, slots=True)
class Reading:
    """How far the card is: at `at` it asked for a block, which ended at frame `asked` of all that it ever asked for.

    With that block the ring's frames were read up to `taken`.
    """

    asked: int
    at: float
    block: int
    taken: int


class RingMemory:
    """The segment: a head of figures, and slots of at most one hop each."""

    def __init__(self, segment: SharedMemory) -> None:
        self.name = segment.name
        self._segment = segment
        self.head = np.ndarray(_HEAD_BYTES // 8, np.float64, segment.buf)
        shape, strides = (SLOTS, len(_Slot)), (_SLOT_BYTES, 8)
        self.slots = np.ndarray(shape, np.float64, segment.buf, _HEAD_BYTES, strides)
        shape3, strides3 = (SLOTS, MOST_FRAMES, CHANNELS), (_SLOT_BYTES, 4 * CHANNELS, 4)
        first = _HEAD_BYTES + _SLOT_HEAD_BYTES
        self.samples: Samples = np.ndarray(shape3, np.float32, segment.buf, first, strides3)

    def __getitem__(self, figure: RingFigure) -> float:
        return float(self.head[figure])

    def __setitem__(self, figure: RingFigure, value: float) -> None:
        self.head[figure] = value

    def reading(self) -> Reading | None:
        """How far the card is; None where it is being told at this moment."""
        head = self.head
        for _ in range(_ATTEMPTS):
            done = head[RingFigure.DONE]
            asked, at, block, taken = head[RingFigure.ASKED_FRAMES : RingFigure.TAKEN_FRAMES + 1].tolist()
            if head[RingFigure.BEGUN] == done == head[RingFigure.DONE]:
                return Reading(int(asked), at, int(block), int(taken))
        return None

    def close(self) -> None:
        """Let go of the memory in this process."""
        del self.head, self.slots, self.samples
        self._segment.close()

    def unlink(self) -> None:
        """Remove the memory from the system."""
        self._segment.unlink()


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
        slot[_Slot.BEFORE] = number
        slot[_Slot.FIRST_FRAME], slot[_Slot.FRAMES] = first, len(frames)
        slot[_Slot.CHANNELS] = frames.shape[1]
        ring.samples[int(number) % SLOTS, : len(frames)] = frames
        slot[_Slot.BEHIND] = number
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
        number, frames = int(slot[_Slot.BEFORE]), int(slot[_Slot.FRAMES])
        if number == self._next == int(slot[_Slot.BEHIND]) and 0 < frames <= MOST_FRAMES:
            channels = CHANNELS if slot[_Slot.CHANNELS] == CHANNELS else 1
            np.copyto(self.hop[:frames], ring.samples[self._next % SLOTS, :frames, :channels])
            behind = int(slot[_Slot.FIRST_FRAME]) + frames
            if int(slot[_Slot.BEFORE]) == number:
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


def create_ring() -> RingMemory:
    """A new segment of silence, at rest."""
    ring = RingMemory(SharedMemory(create=True, size=_HEAD_BYTES + SLOTS * _SLOT_BYTES))
    ring[RingFigure.RESTING] = True
    return ring


def attach_ring(name: str) -> RingMemory:
    """The segment that another process created; raises `FileNotFoundError` when it is gone."""
    return RingMemory(SharedMemory(name))
