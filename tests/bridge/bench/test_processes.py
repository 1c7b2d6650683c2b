import os
import subprocess
import sys
from collections.abc import Iterator
from multiprocessing.shared_memory import SharedMemory
from pathlib import Path

import pytest

from bridge.bench.processes import cpu_seconds, family_of, remains, resident_megabytes_of, shared_memory_of

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/proc tells of processes on Linux only")

NESTED = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'print(1, flush=True); input()'])"


@pytest.fixture
def child() -> Iterator[subprocess.Popen[str]]:
    """A process with a child of its own, which has said that it runs."""
    with subprocess.Popen(
        [sys.executable, "-c", NESTED], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "1\n"
        yield process
        if process.poll() is None:
            process.communicate("\n")


def test_a_family_is_a_process_its_children_and_theirs(child: subprocess.Popen[str]) -> None:
    family = family_of(child.pid)
    assert child.pid in family
    assert len(family) == 2
    assert family < family_of(os.getpid())


def test_what_still_runs_is_named_until_it_has_ended(child: subprocess.Popen[str]) -> None:
    family = family_of(child.pid)
    assert remains(family, frozenset(), 0.0) == [f"process {number}" for number in sorted(family)]
    child.communicate("\n")
    assert remains(family, frozenset(), 2.0) == []


def test_shared_memory_is_seen_while_it_is_mapped_and_named_until_it_is_removed() -> None:
    memory = SharedMemory(create=True, size=4096)
    path = Path("/dev/shm") / memory.name.lstrip("/")
    assert path in shared_memory_of(frozenset([os.getpid()]))
    assert remains(frozenset(), frozenset([path]), 0.0) == [f"shared memory {path}"]
    memory.close()
    memory.unlink()
    assert path not in shared_memory_of(frozenset([os.getpid()]))
    assert remains(frozenset(), frozenset([path]), 0.0) == []


def test_work_costs_processor_time() -> None:
    us = frozenset([os.getpid()])
    before = cpu_seconds(us)
    while cpu_seconds(us) < before + 0.03:
        sum(range(10_000))
    assert cpu_seconds(us) < before + 10


def test_memory_in_use_is_told() -> None:
    assert 10 < resident_megabytes_of(frozenset([os.getpid()])) < 10_000


def test_a_process_that_is_gone_costs_nothing() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    assert cpu_seconds(frozenset([process.pid])) == 0
