"""When the next hop is due: by the card's clock, and the earlier, the longer the ring is."""

import time
from collections.abc import Iterator

import pytest

from engine.live.contract import HOP
from engine.live.filling import Filling
from engine.live.knob_memory import KnobMemory, create_knob_memory
from engine.live.messages import Play
from engine.live.performance import Performance
from engine.live.ring import RingReader
from engine.live.ring_memory import LONGEST_HOPS, RingFigure, RingMemory, create_ring
from engine.live.sines import load_sines

RATE_HZ, BLOCK = 48_000, 128
HOP_SECONDS = HOP / 44_100


@pytest.fixture
def memories() -> Iterator[tuple[RingMemory, KnobMemory]]:
    ring, knobs = create_ring(), create_knob_memory()
    yield ring, knobs
    for memory in (ring, knobs):
        memory.close()
        memory.unlink()


def filling(memories: tuple[RingMemory, KnobMemory], ring_hops: float) -> Filling:
    return Filling(Play(1, "sines", RATE_HZ, ring_hops), Performance(load_sines(), RATE_HZ, None), *memories)


@pytest.mark.parametrize("ring_hops", [0.5, 1.0, 4.0])
def test_a_hop_is_due_when_the_block_and_the_ring_have_room_for_it(
    memories: tuple[RingMemory, KnobMemory], ring_hops: float
) -> None:
    reader, now = RingReader(memories[0]), time.monotonic()
    reader.tell(now, BLOCK, 0)
    full = filling(memories, ring_hops)
    assert full.due(now) == pytest.approx(now - ring_hops * HOP_SECONDS, abs=1e-6)
    full.write_hop()
    assert full.due(now) == pytest.approx(now + (1 - ring_hops) * HOP_SECONDS, abs=3e-5)
    del reader


def test_it_fills_the_ring_and_no_more(memories: tuple[RingMemory, KnobMemory]) -> None:
    ring = memories[0]
    reader, now = RingReader(ring), time.monotonic()
    reader.tell(now, BLOCK, 0)
    filling(memories, 4.0).fill_until(time.monotonic() + 0.03)
    assert 4 <= ring[RingFigure.HOPS] <= 11
    assert not ring[RingFigure.RESTING]
    del reader


def test_a_card_that_stands_still_gets_nothing(memories: tuple[RingMemory, KnobMemory]) -> None:
    filling(memories, LONGEST_HOPS).fill_until(time.monotonic() + 0.02)
    assert memories[0][RingFigure.HOPS] == 0
