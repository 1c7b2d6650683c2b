"""Processes that end when their parent does, however it dies, and leave the terminal's signals to it."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
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

def deliver(event):
    if isinstance(event, TakeStarted):
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


A_PARENT_THAT_FORGETS = """
from engine import start_process
from tests.engine.test_process import hold_out

start_process("child", hold_out)
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


def hold_out() -> None:
    """In a child: stay."""
    end_with_parent()
    while True:
        signal.pause()


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_a_killed_parent_leaves_no_process_and_no_memory(ending: signal.Signals) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", A_BRIDGE_AT_WORK],
        cwd=TREE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert parent.stdout
    worker, segment = parent.stdout.readline().split()
    memory = Path("/dev/shm", segment)
    assert alive(int(worker))
    assert memory.exists() or not memory.parent.exists()

    parent.send_signal(ending)
    deadline = time.monotonic() + 2
    while alive(int(worker)) or memory.exists():
        assert time.monotonic() < deadline, "something was left behind for 2 s"
        parent.poll()
        time.sleep(0.01)
    parent.communicate(timeout=10)


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
