"""A live instrument with its worker, and a card that asks for its sound in real time."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread

import numpy as np

from engine import Live, LiveEvent, RingReader, Samples, attach_ring
from engine.live.instruments import InstrumentLoader

RATE_HZ = 48_000
BLOCK_FRAMES = 256


class Card:
    """Reads the ring on a thread, block after block by the clock, and keeps what it got."""

    def __init__(self, ring: str) -> None:
        self.heard: list[Samples] = []
        self.empty = 0
        self._memory = attach_ring(ring)
        self._reader = RingReader(self._memory)
        self._open = True
        self._thread = Thread(target=self._ask, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._open = False
        self._thread.join()
        del self._reader
        self._memory.close()

    def _ask(self) -> None:
        due, left = time.monotonic(), 0
        while self._open:
            began_at = time.monotonic()
            left = self._take(left)
            self._reader.tell(began_at, BLOCK_FRAMES, left)
            due = max(due + BLOCK_FRAMES / RATE_HZ, began_at)
            time.sleep(max(0.0, due - time.monotonic()))

    def _take(self, left: int) -> int:
        """One block; `left` is what is left of the hop that was read last."""
        needed = BLOCK_FRAMES
        while needed > left:
            needed -= left
            left = self._reader.read()
            if left == 0:
                self.empty += 1
                return 0
            self.heard.append(self._reader.hop[:left].copy())
        return left - needed


class Stage:
    """The engine's loop in small: runs until what is waited for has happened."""

    def __init__(self, live: Live) -> None:
        self.live = live
        self.events: list[LiveEvent] = []
        self.card: Card | None = None

    def start(self, instrument: str, ring_hops: float = 2.0) -> None:
        """Play an instrument, and have a card listen."""
        self.live.start(instrument, RATE_HZ, ring_hops)
        if self.card is None:
            self.card = Card(self.live.ring)

    def until(self, holds: Callable[[], bool], seconds: float = 10.0) -> None:
        """Run until the condition holds; fails at the deadline."""
        deadline = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < deadline, f"waited {seconds} s in vain; so far: {self.events}"
            self.events += self.live.receive() + self.live.tick()
            time.sleep(0.005)

    def hear(self, kind: type[LiveEvent], seconds: float = 10.0) -> LiveEvent:
        """Run until an event of this kind comes that wasn't there before."""
        before = len(self.all(kind))
        self.until(lambda: len(self.all(kind)) > before, seconds)
        return self.all(kind)[before]

    def all(self, kind: type[LiveEvent]) -> list[LiveEvent]:
        """The events of this kind so far."""
        return [event for event in self.events if isinstance(event, kind)]

    def newest(self) -> float:
        """The last sample that the card got, 0 before the first."""
        assert self.card is not None
        return float(self.card.heard[-1][-1, 0]) if self.card.heard else 0.0

    def until_level(self, level: float) -> None:
        """Run until a constant sound has this level; what a filter adds up to is not exactly 1."""
        self.until(lambda: abs(self.newest() - level) < 1e-4, 2.0)

    def hops(self) -> int:
        """How many hops the card got."""
        assert self.card is not None
        return len(self.card.heard)


@contextmanager
def live_stage(loaders: dict[str, InstrumentLoader]) -> Iterator[Stage]:
    """A stage for the length of a test."""
    stage = Stage(Live(loaders))
    try:
        yield stage
    finally:
        if stage.card is not None:
            stage.card.close()
        stage.live.close()


def whole(stage: Stage) -> Samples:
    """All that the card got: (frames, 2)."""
    assert stage.card is not None
    return np.concatenate(stage.card.heard)
