"""Knobs in shared memory: newest wins, read together or not at all."""

import os
import time
from collections.abc import Iterator

import numpy as np
import pytest

from engine.live.knob_memory import KnobMemory, attach_knob_memory, create_knob_memory
from engine.process import start_process

KNOBS = 64


@pytest.fixture
def memory() -> Iterator[KnobMemory]:
    memory = create_knob_memory()
    yield memory
    memory.close()
    memory.unlink()


def turn_without_end(name: str) -> None:
    """Another process: all knobs to the same number, again and again, one after the other as well."""
    memory = attach_knob_memory(name)
    deadline = time.monotonic() + 30
    for number in range(1_000_000_000):
        memory.turn_all(1, np.full(KNOBS, float(number)))
        if time.monotonic() > deadline:
            os._exit(1)


def test_the_newest_value_is_read(memory: KnobMemory) -> None:
    memory.turn_all(1, np.array([1.0, 2.0, 3.0]))
    memory.turn(1, 5.0)
    memory.turn(1, 7.0)
    other = attach_knob_memory(memory.name)
    assert other.read(1, 3) is not None
    np.testing.assert_array_equal(other.read(1, 3), [1.0, 7.0, 3.0])
    assert other.changes == 3
    other.close()


def test_values_of_another_instrument_are_none(memory: KnobMemory) -> None:
    memory.turn_all(2, np.array([1.0]))
    assert memory.read(1, 1) is None
    assert memory.read(2, 1) is not None


def test_while_something_is_being_stored_nothing_is_read(memory: KnobMemory) -> None:
    memory.turn_all(1, np.array([1.0]))
    memory._numbers[0] += 1
    assert memory.read(1, 1) is None


def test_no_read_is_torn_while_another_process_turns_all_the_time(memory: KnobMemory) -> None:
    process = start_process("turns", turn_without_end, memory.name)
    try:
        seen: set[float] = set()
        reads, deadline = 0, time.monotonic() + 20
        while (len(seen) < 200 or reads < 20_000) and time.monotonic() < deadline:
            values = memory.read(1, KNOBS)
            if values is not None:
                reads += 1
                assert len(set(values.tolist())) == 1, "knobs of different moments were read together"
                seen.add(values[0])
        assert len(seen) >= 200
    finally:
        process.kill()
        process.join()
