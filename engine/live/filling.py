"""One performance on its way into the ring: which hop is due when, and with which knobs.

Used by the live worker, once a hop.
"""

import time

from engine.live.clock import CardClock
from engine.live.knob_memory import KnobMemory
from engine.live.messages import Play
from engine.live.performance import Performance
from engine.live.ring import RingWriter
from engine.live.ring_memory import LONGEST_HOPS, RingMemory

_STANDSTILL_SECONDS = 0.002


class Filling:
    """What plays, and how far the card is."""

    def __init__(self, play: Play, performance: Performance, ring: RingMemory, knobs: KnobMemory) -> None:
        self.play = play
        self._performance = performance
        self._ring = ring
        self._writer = RingWriter(ring)
        self._knobs = knobs
        self._seen_changes = -1
        self._clock = CardClock(play.rate_hz)
        self._ready_hops = min(play.ring_hops, LONGEST_HOPS)

    def due(self, now: float) -> float:
        """When the next hop must be written, in seconds of `time.monotonic()`: the card's block and the ring are full.

        A card that stands still is looked at again and again.
        """
        clock = self._clock
        if reading := self._ring.reading():
            clock.hear(reading)
        if not clock.runs():
            return now + _STANDSTILL_SECONDS
        ready = clock.block + self._ready_hops * self._performance.frames_a_hop
        return clock.moment_of(self._writer.written - ready)

    def write_hop(self) -> None:
        """Write the next hop, as the knobs stand now. Raises `ModelError` for a broken instrument."""
        changes = self._knobs.changes
        targets = None
        if changes != self._seen_changes:
            targets = self._knobs.read(self.play.number, len(self._performance.card.knobs))
        if targets is not None:
            self._seen_changes = changes
        self._writer.write(self._performance.next_hop(targets))

    def fill_until(self, moment: float) -> None:
        """Write hop after hop as the card makes room, and sleep between them. Raises what the instrument raises."""
        while (now := time.monotonic()) < moment:
            due = self.due(now)
            if due <= now:
                self.write_hop()
            else:
                self._writer.rest(False)
                time.sleep(min(due, moment) - now)

    def fade_out(self) -> None:
        """Write the ending; with a card that stands still nobody would hear it."""
        if self._clock.runs():
            for hop in self._performance.last_hops():
                self._writer.write(hop)
