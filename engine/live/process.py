"""The live worker's process seen from the engine: one life of it, from its start to its end.

Used by the bridge's loop, on its one thread.
"""

import multiprocessing
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

from engine.live.instruments import InstrumentLoader
from engine.live.messages import Command, Report
from engine.live.worker import run_live
from engine.process import start_process
from engine.realtime import LIVE_PRIORITY, ask_realtime

_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


class LiveProcess:
    """A running process and the pipe to it."""

    def __init__(self, ring: str, knobs: str, loaders: dict[str, InstrumentLoader]) -> None:
        """Start it. Raises `OSError` where the system can't."""
        self.connection: Connection
        self.connection, theirs = multiprocessing.get_context("spawn").Pipe()
        self.began_at = time.monotonic()
        with _one_thread():
            self._process = start_process("warmtone live", run_live, theirs, ring, knobs, loaders)
        # Its start is urgent as well: on a busy machine Python takes seconds to begin. It asks again itself, and tells.
        ask_realtime(self._process.pid or 0, LIVE_PRIORITY)
        theirs.close()

    @property
    def process_id(self) -> int | None:
        return self._process.pid

    def send(self, command: Command) -> None:
        """Hand a command over; a process that has just died takes none, which `receive` will tell."""
        try:
            self.connection.send(command)
        except OSError:
            return

    def receive(self) -> tuple[list[Report], bool]:
        """What has come, without waiting, and whether the process has ended."""
        reports: list[Report] = []
        try:
            while self.connection.poll():
                reports.append(self.connection.recv())
        except (EOFError, OSError):
            return reports, True
        return reports, False

    def kill(self) -> None:
        """End the process without asking it."""
        self._process.kill()
        self._process.join()
        self._process.close()
        self.connection.close()


@contextmanager
def _one_thread() -> Iterator[None]:
    """numpy and torch make their threads when they are imported, as many as the environment tells them."""
    before = {name: os.environ.get(name) for name in _THREADS}
    os.environ.update(dict.fromkeys(_THREADS, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
