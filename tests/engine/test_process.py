"""Processes that end when their parent does, however it dies, and leave the terminal's signals to it."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from engine import end_with_parent, start_process
from tests.engine.session import alive

TREE = Path(__file__).parents[2]
A_BRIDGE_AT_WORK = """
from multiprocessing.connection import wait
from engine import Engine, TakeStarted
from tests.engine.fakes import fakes
from tests.engine.session import job

takes = []

def deliver(event):
    if isinstance(event, TakeStarted):
        takes.append(event.memory)
        print(engine.process_id, event.memory.shape.name, flush=True)

engine = Engine(fakes("slow"), deliver)
engine.start()
engine.submit(job("slow", seconds=9.0))
while wait([engine.connection]):
    engine.receive()
"""
A_SCRIPT_WITHOUT_A_GUARD = """
import multiprocessing
from tests.engine.test_process import tell_main
from engine import start_process

ours, theirs = multiprocessing.get_context("spawn").Pipe()
process = start_process("child", tell_main, theirs)
print("started", ours.recv(), __file__, flush=True)
process.join()
"""


A_PARENT_OF_A_DEAF_CHILD = """
from multiprocessing import get_context
from engine import start_process
from tests.engine.test_process import hold_out

ours, theirs = get_context("spawn").Pipe()
process = start_process("child", hold_out, theirs)
ours.recv()
print(process.pid, flush=True)
process.join()
"""
A_PARENT_THAT_FORGETS = """
from multiprocessing import get_context
from engine import start_process
from tests.engine.test_process import hold_out

ours, theirs = get_context("spawn").Pipe()
start_process("child", hold_out, theirs)
ours.recv()
"""
ENDINGS = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}


def tell_main(connection: Connection) -> None:
    connection.send(getattr(sys.modules["__main__"], "__file__", None))


def tell_signals(connection: Connection) -> None:
    """In a child: which of the endings are ignored, and which are still blocked."""
    end_with_parent()
    ignored = {number for number in ENDINGS if signal.getsignal(number) is signal.SIG_IGN}
    connection.send((ignored, signal.pthread_sigmask(signal.SIG_BLOCK, ()) & ENDINGS))
    connection.recv()


def hold_out(connection: Connection) -> None:
    """In a child: stay, and listen to nobody."""
    end_with_parent()
    connection.send("here")
    while True:
        signal.pause()


@contextmanager
def parent(script: str) -> Iterator[subprocess.Popen[str]]:
    """A script that starts a child, as a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "-c", script], cwd=TREE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait(20)
        for pipe in (process.stdout, process.stderr):
            assert pipe
            pipe.close()


def word_of(process: subprocess.Popen[str]) -> list[str]:
    assert process.stdout
    return process.stdout.readline().split()


def within_two_seconds(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 2
    while not holds():
        assert time.monotonic() < deadline, "something was left behind for 2 s"
        time.sleep(0.005)


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM])
def test_a_killed_bridge_leaves_no_worker_and_no_memory(ending: signal.Signals) -> None:
    with parent(A_BRIDGE_AT_WORK) as bridge:
        worker, segment = word_of(bridge)
        memory = Path("/dev/shm", segment)
        assert alive(int(worker))
        assert memory.exists() or not memory.parent.exists()
        bridge.send_signal(ending)
        within_two_seconds(lambda: not alive(int(worker)) and not memory.exists())
        assert bridge.stderr
        assert "Traceback" not in bridge.stderr.read()


def test_a_child_that_listens_to_nobody_ends_with_its_parent() -> None:
    with parent(A_PARENT_OF_A_DEAF_CHILD) as process:
        (child,) = word_of(process)
        process.kill()
        within_two_seconds(lambda: not alive(int(child)))


def test_a_child_leaves_the_signals_of_all_to_its_parent_from_its_birth_on() -> None:
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    process = start_process("child", tell_signals, theirs)
    theirs.close()
    assert process.pid is not None
    for number in ENDINGS:
        os.kill(process.pid, number)
    assert ours.recv() == (ENDINGS, set())
    for number in ENDINGS:
        os.kill(process.pid, number)
    ours.send("enough")
    process.join(10)
    assert process.exitcode == 0
    ours.close()


def test_a_parent_that_forgets_its_child_still_exits() -> None:
    subprocess.run([sys.executable, "-c", A_PARENT_THAT_FORGETS], cwd=TREE, timeout=20, check=True)


def test_the_parent_hears_them_again_once_the_child_is_started() -> None:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    process = start_process("child", end_with_parent)
    assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == before
    process.join(10)
    assert process.exitcode == 0


def test_a_child_imports_nothing_of_its_parents_main_module(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(A_SCRIPT_WITHOUT_A_GUARD)
    done = subprocess.run(
        [sys.executable, script],
        env=os.environ | {"PYTHONPATH": str(TREE)},
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert done.stdout == f"started None {script}\n", done.stderr
