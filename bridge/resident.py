"""A take in shared memory that several parts of the bridge use: the last one to let go removes it."""

from engine import Audio, TakeMemory, create_take_memory


class ResidentTake:
    """Counts who holds a `TakeMemory`; used on the loop's thread only."""

    def __init__(self, memory: TakeMemory) -> None:
        self.memory = memory
        self._holders = 1

    def hold(self) -> "ResidentTake":
        """One more holder; returns itself."""
        self._holders += 1
        return self

    def release(self) -> None:
        """One holder fewer; the last one closes and unlinks the memory."""
        self._holders -= 1
        if self._holders == 0:
            self.memory.unlink()
            self.memory.close()


def resident(audio: Audio) -> TakeMemory:
    """A finished take in shared memory; may be called on any thread."""
    memory = create_take_memory(audio.frames, audio.channels, audio.rate_hz)
    memory.append(audio.samples)
    memory.finish()
    return memory
