"""A mixer that plays a ring, and an instrument that fills it: the live path without a process, a card or a clock."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from bridge.speaker.live_voice import LiveVoice
from bridge.speaker.messages import PlayLive
from bridge.speaker.mixer import LONGEST_PASS, Mixer
from engine import Samples, attach_ring, instruments
from engine.live.performance import Performance
from engine.live.ring import RingWriter
from engine.live.ring_memory import RingFigure, RingMemory, create_ring

RATE_HZ = 48_000
BLOCK_FRAMES = 128


class LiveScene:
    """Fills the ring before each block while `fed` is true, and keeps all that the card would get."""

    def __init__(self, ring: RingMemory, instrument: str, channels: int) -> None:
        self.ring = ring
        self.fed = True
        self.writer = RingWriter(ring)
        self.mixer = Mixer(RATE_HZ, channels, clock_frame=1)
        self.performance = self.performing(instrument)
        self._heard: list[Samples] = []

    @property
    def heard(self) -> Samples:
        """Everything so far: (frames, channels)."""
        return np.concatenate(self._heard)

    @property
    def frame(self) -> int:
        """How much that is."""
        return sum(map(len, self._heard))

    @property
    def gaps(self) -> int:
        return int(self.ring[RingFigure.GAPS])

    def performing(self, instrument: str) -> Performance:
        """An instrument at its beginning, whose knobs stand as at first."""
        return Performance(instruments()[instrument](), RATE_HZ, None)

    def play(self, gain: float = 1.0, pair: int = 0) -> LiveVoice:
        """Put a voice that reads the ring into the mixer."""
        play = PlayLive(ring=self.ring.name, gain=gain, pair=pair)
        voice = LiveVoice(play, attach_ring(self.ring.name), RATE_HZ, LONGEST_PASS)
        self.mixer.live = voice
        return voice

    def run(self, seconds: float) -> int:
        """Let the card ask for so much; the frame at which that began."""
        began = self.frame
        for _ in range(round(seconds * RATE_HZ / BLOCK_FRAMES)):
            if self.fed:
                self._fill()
            block = np.full((BLOCK_FRAMES, self.mixer.channels), np.nan, np.float32)
            self.mixer.fill(block)
            self._heard.append(block)
        return began

    def change(self, instrument: str) -> None:
        """Do what the live worker does when another instrument takes over."""
        for hop in self.performance.last_hops():
            self.writer.write(hop)
        self.performance = self.performing(instrument)

    def _fill(self) -> None:
        while self.writer.written - self.ring[RingFigure.TAKEN_FRAMES] < 2 * BLOCK_FRAMES:
            self.writer.write(self.performance.next_hop(None))
        self.writer.rest(False)


@contextmanager
def live_scene(instrument: str = "sines", channels: int = 2) -> Iterator[LiveScene]:
    """A scene for the length of a test."""
    ring = create_ring()
    scene = LiveScene(ring, instrument, channels)
    try:
        yield scene
    finally:
        if scene.mixer.live is not None:
            del scene.mixer.live._reader
            scene.mixer.live.memory.close()
        del scene.writer
        ring.close()
        ring.unlink()
