"""A bridge's loop in small, for tests: runs a speaker until what is waited for has happened."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import wait
from typing import TypeVar

import numpy as np

from bridge.speaker import Speaker, SpeakerEvent, SpeakerSettings
from engine import Samples, TakeMemory, create_take_memory

Kind = TypeVar("Kind")
RATE_HZ = 48000


class Loop:
    """Receives and ticks as the bridge does, and keeps every event."""

    def __init__(self, speaker: Speaker) -> None:
        self.speaker = speaker
        self.events: list[SpeakerEvent] = []

    def until(self, holds: Callable[[], bool], seconds: float = 5.0) -> None:
        """Run until the condition holds; fails at the deadline."""
        deadline = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < deadline, f"waited {seconds} s in vain; so far: {self.events}"
            wait([self.speaker.connection], 0.01)
            self.events += self.speaker.receive() + self.speaker.tick()

    def hear(self, kind: type[Kind], seconds: float = 5.0) -> Kind:
        """Run until an event of this kind comes that wasn't there before."""
        before = len(self.all(kind))
        self.until(lambda: len(self.all(kind)) > before, seconds)
        return self.all(kind)[before]

    def all(self, kind: type[Kind]) -> list[Kind]:
        """The events of this kind so far."""
        return [event for event in self.events if isinstance(event, kind)]


@contextmanager
def running_speaker(settings: SpeakerSettings) -> Iterator[Loop]:
    """A started speaker for the length of a test."""
    speaker = Speaker(settings)
    speaker.start()
    try:
        yield Loop(speaker)
    finally:
        speaker.close()


@contextmanager
def take(samples: Samples, ready: int | None = None, rate_hz: int = RATE_HZ) -> Iterator[TakeMemory]:
    """A take in shared memory: whole and finished, or growing with its first frames ready."""
    memory = create_take_memory(len(samples), samples.shape[1], rate_hz)
    memory.append(samples[:ready])
    if ready is None:
        memory.finish()
    try:
        yield memory
    finally:
        memory.close()
        memory.unlink()


def noise(frames: int, channels: int = 2, level: float = 0.5, seed: int = 0) -> Samples:
    """Uniform noise (frames, channels), nowhere zero, so that its beginning and end can be found."""
    generator = np.random.default_rng(seed)
    samples = generator.uniform(0.1, 1.0, (frames, channels)) * generator.choice([-1, 1], (frames, channels))
    return np.asarray(level * samples, np.float32)
