"""A take in shared memory, written by one process and read by another while it grows."""

import multiprocessing
import os
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
import pytest

from engine import BusyError, TakeMemory, TakeShape, attach_take_memory, create_take_memory, start_process
from tests.engine.fakes import noise


@pytest.fixture
def memory() -> Iterator[TakeMemory]:
    memory = create_take_memory(100, 2, 48000)
    yield memory
    memory.unlink()
    memory.close()


def write_when_told(connection: Connection, shape: TakeShape) -> None:
    """In another process: a quarter at each word, and the end at the last."""
    memory, samples = attach_take_memory(shape), noise(shape.frames, shape.channels, 9)
    for start in range(0, shape.frames, shape.frames // 4):
        connection.recv()
        connection.send(memory.append(samples[start : start + shape.frames // 4]))
    connection.recv()
    memory.finish()
    memory.close()
    connection.send("done")


def test_what_another_process_writes_is_there_as_it_comes(memory: TakeMemory) -> None:
    expected = noise(100, 2, 9)
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    process = start_process("writer", write_when_told, theirs, memory.shape)
    theirs.close()
    for ready in (25, 50, 75, 100):
        ours.send("go on")
        assert ours.recv() == memory.ready == ready
        np.testing.assert_array_equal(memory.samples[:ready], expected[:ready])
        assert not memory.samples[ready:].any()
        assert not memory.finished
    ours.send("finish")
    assert ours.recv() == "done"
    assert memory.finished
    process.join(10)
    ours.close()
    assert process.exitcode == 0
    np.testing.assert_array_equal(memory.samples, expected)


def test_new_memory_is_silent_and_nothing_is_ready(memory: TakeMemory) -> None:
    assert (memory.ready, memory.finished) == (0, False)
    assert memory.samples.shape == (100, 2)
    assert memory.samples.dtype == np.float32
    assert not memory.samples.any()


def test_frames_beyond_the_end_are_dropped(memory: TakeMemory) -> None:
    samples = noise(150, 2, 1)
    assert memory.append(samples[:90]) == 90
    assert memory.append(samples[90:]) == 100
    assert memory.append(samples) == 100
    np.testing.assert_array_equal(memory.samples, samples[:100])


def test_unlinked_memory_lives_on_for_who_holds_it_and_for_nobody_else() -> None:
    memory = create_take_memory(10, 1, 8000)
    reader = attach_take_memory(memory.shape)
    memory.unlink()
    memory.append(noise(10, 1, 2))
    np.testing.assert_array_equal(reader.samples, noise(10, 1, 2))
    with pytest.raises(FileNotFoundError):
        attach_take_memory(memory.shape)
    assert not Path("/dev/shm", memory.shape.name).exists()
    reader.close()
    memory.close()


def test_more_than_the_system_has_is_refused_before_anybody_writes() -> None:
    with pytest.raises(BusyError, match="shared memory"):
        create_take_memory(10**13, 8, 48000)


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="only Linux promises more memory than it has")
def test_a_little_more_than_there_is_is_refused_too() -> None:
    system = os.statvfs("/dev/shm")
    free_bytes = system.f_bavail * system.f_frsize
    with pytest.raises(BusyError, match="MB are free in /dev/shm"):
        create_take_memory(free_bytes // 8 + 10_000_000, 2, 48000)
