"""What of the live path outlives its workers: where the knobs stand, and the ring; and the figures that are in it.

Used by the bridge's loop, on its one thread.
"""

from dataclasses import dataclass

from engine.live.knob_memory import KnobMemory, create_knob_memory
from engine.live.ring_memory import RingFigure, RingMemory, create_ring


@dataclass(frozen=True, slots=True)
class LiveFigures:
    """The live path at one moment: the worker's share of a core, and how often a hop was missing or torn."""

    load: float
    realtime: bool
    gaps: int
    torn: int


NO_FIGURES = LiveFigures(0.0, False, 0, 0)
"""Those of a live path that was never used."""


@dataclass(frozen=True, slots=True)
class LiveMemory:
    """Two segments of shared memory."""

    knobs: KnobMemory
    ring: RingMemory

    @property
    def alive_at(self) -> float:
        """When a worker was last at work, in seconds of `time.monotonic()`."""
        return self.ring[RingFigure.ALIVE_AT]

    def figures(self, playing: bool) -> LiveFigures:
        """The figures as they stand; a worker that rests has no load."""
        ring = self.ring
        return LiveFigures(
            load=ring[RingFigure.LOAD] if playing else 0.0,
            realtime=bool(ring[RingFigure.REALTIME]),
            gaps=int(ring[RingFigure.GAPS]),
            torn=int(ring[RingFigure.TORN]),
        )

    def remove(self) -> None:
        """Remove both from the system."""
        for part in (self.knobs, self.ring):
            part.close()
            part.unlink()


def create_live_memory() -> LiveMemory:
    """New segments: nobody's knobs, and silence."""
    return LiveMemory(create_knob_memory(), create_ring())
