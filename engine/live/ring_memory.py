"""Where the ring of hops between the live worker and the speaker lies in shared memory.

Written by the live worker and by the speaker's callback, as `ring.py` tells; read by the bridge for its figures. In the
head stand both sides' figures; the reader's tell the writer how far the card is, and stand between two counters. The
bridge creates the segment and unlinks it.
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


class Slot(IntEnum):
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
        shape, strides = (SLOTS, len(Slot)), (_SLOT_BYTES, 8)
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


def create_ring() -> RingMemory:
    """A new segment of silence, at rest."""
    ring = RingMemory(SharedMemory(create=True, size=_HEAD_BYTES + SLOTS * _SLOT_BYTES))
    ring[RingFigure.RESTING] = True
    return ring


def attach_ring(name: str) -> RingMemory:
    """The segment that another process created; raises `FileNotFoundError` when it is gone."""
    return RingMemory(SharedMemory(name))
