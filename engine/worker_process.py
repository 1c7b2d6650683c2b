"""The worker process seen from the engine: its start, its pipe, its death.

Used by the engine, on the bridge's loop. There is at most one process. After a death the next command starts another,
so that a worker that dies at its start doesn't do so for ever. Nothing here waits for a model: the few commands that
can be on their way at once fit into the pipe.
"""

import logging
import multiprocessing
import signal
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess

from engine.models.contract import Loader
from engine.placing import EarLoader
from engine.process import start_process
from engine.worker import run_worker
from engine.worker_messages import Command, Know, Report, ShareCores

# A model with quick steps reports faster than the bridge can tell its clients; the rest waits for the next turn.
_MOST_REPORTS_AT_ONCE = 50
_LONGEST_END_SECONDS = 2.0
_GLANCE_SECONDS = 0.1
_KILLED = -9
_log = logging.getLogger("warmtone.engine")


class WorkerProcess:
    """Takes commands, gives reports, and is there whenever there is something to do."""

    def __init__(self, loaders: dict[str, Loader], ear: EarLoader) -> None:
        self._loaders = loaders
        self._ear = ear
        self._silence, self._far_end = multiprocessing.get_context("spawn").Pipe()
        self._pipe: Connection | None = None
        self._process: SpawnProcess | None = None
        self._closed = False
        self._cores_shared = False
        self.ending = ""
        """How the last process ended, in words; empty where that can't be told."""

    @property
    def connection(self) -> Connection:
        """What to wait on; nothing comes on it while there is no process, nor after `close`."""
        return self._silence if self._pipe is None else self._pipe

    @property
    def process_id(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start the process ahead of the first command."""
        self._pipe, theirs = multiprocessing.get_context("spawn").Pipe()
        try:
            self._process = start_process("warmtone worker", run_worker, theirs, self._loaders, self._ear)
        except OSError:
            # With its end of the pipe closed, `receive` finds it dead.
            _log.exception("the system can't start a worker process")
        finally:
            theirs.close()
        if self._cores_shared:
            self.send(ShareCores(True))

    def share_cores(self, shared: bool) -> None:
        """Have this process, and those that take its place, compute with one thread, or with as many as they like."""
        self._cores_shared = shared
        if self._pipe is not None:
            self.send(ShareCores(shared))

    def know(self, loaders: dict[str, Loader]) -> None:
        """Have this process, and those that take its place, know more models."""
        self._loaders = self._loaders | loaders
        if self._pipe is not None:
            self.send(Know(loaders))

    def send(self, command: Command) -> None:
        """Hand a command over; one that a dying process no longer takes is lost, and `receive` tells of the death."""
        if self._closed:
            return
        if self._pipe is None:
            self.start()
        try:
            self.connection.send(command)
        except OSError:
            _log.warning("the worker process is gone")

    def receive(self) -> tuple[list[Report], bool]:
        """What the process has reported, without waiting, and whether it has died."""
        reports: list[Report] = []
        if self._pipe is None:
            return reports, False
        try:
            while len(reports) < _MOST_REPORTS_AT_ONCE and self._pipe.poll():
                reports.append(self._pipe.recv())
        except (EOFError, OSError):
            self._note_ending()
            self._end()
            _log.error("the worker process died%s; another is started when it is needed", self.ending)
            return reports, True
        return reports, False

    def kill(self) -> None:
        """End the process, whatever it does; the next command starts another."""
        self._end()

    def close(self) -> None:
        """End the process, whatever it does; no other is started."""
        self._closed = True
        self._end()

    def _note_ending(self) -> None:
        if self._process:
            # Its pipe closes a moment before it is gone.
            self._process.join(_GLANCE_SECONDS)
            self.ending = _in_words(self._process.exitcode)

    def _end(self) -> None:
        if self._process:
            # One that is leaving may take a second to take torch down; nobody should wait for that.
            self._process.kill()
            self._process.join(_LONGEST_END_SECONDS)
            # A driver can hold even a killed one; it is then left behind.
            if self._process.exitcode is not None:
                self._process.close()
        if self._pipe:
            self._pipe.close()
        self._process = self._pipe = None


def _in_words(exit_code: int | None) -> str:
    """How a process ended, as the end of a sentence about it."""
    if exit_code is None or exit_code == 0:
        return ""
    if exit_code == _KILLED:
        return " (killed from outside, as the system does where memory runs out)"
    if exit_code < 0:
        return f" ({signal.strsignal(-exit_code) or f'signal {-exit_code}'})"
    return f" (exit status {exit_code})"
