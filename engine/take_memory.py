"""A take in shared memory: one process writes frames into it, others read them while it grows.

Written by the worker (a growing take) or by the bridge (a take read from disk), read by the bridge's archive and by
the speaker's callback. There is one writer. It copies frames first and moves `ready` after, so that a reader never
sees a frame that isn't there yet. `ready` never falls: a second writer, after the first one died, begins at the start
and moves it when it has come further. The bridge creates every segment and unlinks it; whoever attached only closes.

Layout: int64 ready frames, int64 finished (0 or 1), then float32 (frames, channels) at byte 64.
"""

import os
from dataclasses import dataclass
from multiprocessing.shared_memory import SharedMemory
from pathlib import Path

import numpy as np

from engine.audio import Samples
from engine.errors import BusyError

_HEADER_BYTES = 64
_LINUX_SHARED_MEMORY = Path("/dev/shm")


@dataclass(frozen=True, slots=True)
class TakeShape:
    """What another process needs to attach: the segment's name, its frames, channels and rate in hertz."""

    name: str
    frames: int
    channels: int
    rate_hz: int


class TakeMemory:
    """Shared float32 samples of shape (frames, channels), of which the first `ready` are there."""

    def __init__(self, segment: SharedMemory, shape: TakeShape) -> None:
        self.shape = shape
        self.written = 0
        """Frames that were written through this very object."""
        self._segment = segment
        whole = memoryview(segment.buf or b"")
        self._header = np.frombuffer(whole, np.int64, 2)
        count = shape.frames * shape.channels
        flat = np.frombuffer(whole, np.float32, count, _HEADER_BYTES)
        self.samples: Samples = flat.reshape(shape.frames, shape.channels)

    @property
    def ready(self) -> int:
        """Frames written so far, from the start."""
        return int(self._header[0])

    @property
    def finished(self) -> bool:
        """Whether nothing more will come, be it complete or cut short."""
        return bool(self._header[1])

    def append(self, block: Samples) -> int:
        """Copy a block (frames, channels) behind the one before; frames beyond the end are dropped. Returns `ready`."""
        start = self.written
        stop = min(start + len(block), self.shape.frames)
        self.samples[start:stop] = block[: stop - start]
        self.written = stop
        self._header[0] = max(stop, self.ready)
        return self.ready

    def finish(self) -> None:
        """Say that nothing more will come."""
        self._header[1] = 1

    def close(self) -> None:
        """Let go of the memory in this process; views of `samples` must be gone by now."""
        del self.samples, self._header
        self._segment.close()

    def unlink(self) -> None:
        """Remove the segment from the system; processes that hold it keep it until they close."""
        self._segment.unlink()


def create_take_memory(frames: int, channels: int, rate_hz: int) -> TakeMemory:
    """A new segment of silence, nothing ready. Raises `BusyError` where the system has no room for it."""
    size_bytes = _HEADER_BYTES + 4 * frames * channels
    _check_room(size_bytes)
    try:
        segment = SharedMemory(create=True, size=size_bytes)
    except OSError as error:
        raise BusyError(f"The system gives no shared memory ({error.strerror}): stop takes that play.") from error
    return TakeMemory(segment, TakeShape(segment.name, frames, channels, rate_hz))


def _check_room(size_bytes: int) -> None:
    # Linux hands out pages only as they are written, and kills who writes where none is left.
    if not _LINUX_SHARED_MEMORY.is_dir():
        return
    system = os.statvfs(_LINUX_SHARED_MEMORY)
    free_bytes = system.f_bavail * system.f_frsize
    if size_bytes > free_bytes:
        raise BusyError(
            f"This sound needs {size_bytes / 1e6:.0f} MB of shared memory, {free_bytes / 1e6:.0f} MB are free in "
            f"{_LINUX_SHARED_MEMORY}: stop takes that play, or give it more room."
        )


def attach_take_memory(shape: TakeShape) -> TakeMemory:
    """The segment that another process created; raises `FileNotFoundError` when it is gone."""
    return TakeMemory(SharedMemory(shape.name), shape)
