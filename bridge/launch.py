"""A Warmtone in a process beside this one: for the demo and the benchmarks."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import bridge
from bridge.client import LOOPBACK, Client
from bridge.datagram import Message
from bridge.settings import Settings
from bridge.vocabulary.events import Status
from engine import WarmtoneError

LONGEST_START_SECONDS = 120.0
LONGEST_END_SECONDS = 2.0
_GLANCE_SECONDS = 0.01
_LINES_SHOWN = 8


class Warmtone:
    """A running Warmtone. What it prints goes to a file: a pipe that nobody reads would hold it up one day.

    `began` is the moment before its start, `ready_at` when it said that it is ready; both `time.monotonic()`.
    """

    def __init__(self, settings: Settings, folder: Path, environment: Mapping[str, str]) -> None:
        self.settings = replace(settings, host=LOOPBACK, port=0)
        file = folder / "warmtone.toml"
        file.write_text(_as_toml(self.settings), "utf-8")
        self._printed = folder / "printed.txt"
        self.port = 0
        self.ready_at = 0.0
        self.began = time.monotonic()
        with self._printed.open("wb") as printed:
            self._process = subprocess.Popen(
                # -P: a folder called bridge where the person happens to stand is not ours.
                [sys.executable, "-P", "-m", "bridge", "--settings", str(file)],
                env={**os.environ, "PYTHONPATH": _where_this_code_is(), **environment},
                stdin=subprocess.DEVNULL,
                stdout=printed,
                stderr=printed,
            )

    @property
    def process_id(self) -> int:
        return self._process.pid

    @contextmanager
    def client(self) -> Iterator[Client]:
        """A new client of it."""
        client = Client(self.port)
        try:
            yield client
        finally:
            client.close()

    def wait_until_ready(self) -> None:
        """Ask until its model is warm. Raises `WarmtoneError` where that can't be, or takes too long."""
        self.port = self._port_told()
        with self.client() as client:
            while self._starting():
                if self._ready(client):
                    self.ready_at = time.monotonic()
                    return
        raise WarmtoneError(f"Warmtone did not get ready. It said:\n{self._last_lines()}")

    def end(self) -> None:
        """End it as a system does. Raises `WarmtoneError` where it must be killed."""
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(LONGEST_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            raise WarmtoneError(f"Warmtone had not ended {LONGEST_END_SECONDS:g} s after SIGTERM.") from None

    def _starting(self) -> bool:
        return self._process.poll() is None and time.monotonic() - self.began < LONGEST_START_SECONDS

    def _port_told(self) -> int:
        while self._starting():
            told = re.search(r"OSC on \S+?:(\d+)", self._printed.read_text("utf-8", "replace"))
            if told:
                return int(told.group(1))
            time.sleep(_GLANCE_SECONDS)
        raise WarmtoneError(f"Warmtone ended before it listened. It said:\n{self._last_lines()}")

    def _ready(self, client: Client) -> bool:
        client.say("/status")
        client.say("/models")
        for message in client.listen(_GLANCE_SECONDS):
            self._check(message)
            if message.address == "/status" and status_in(message).state == "ready":
                return True
        return False

    def _check(self, message: Message) -> None:
        if message.address == "/model" and message.values[:3] == (self.settings.model, "state", "failed"):
            raise WarmtoneError(f"The model {self.settings.model} can't be used: {message.values[-1]}")

    def _last_lines(self) -> str:
        return "\n".join(self._printed.read_text("utf-8", "replace").splitlines()[-_LINES_SHOWN:])


@contextmanager
def launched_warmtone(settings: Settings, environment: Mapping[str, str] | None = None) -> Iterator[Warmtone]:
    """A Warmtone with these settings on a free port, ready to be asked; it ends with the block."""
    with TemporaryDirectory(prefix="warmtone-") as folder:
        warmtone = Warmtone(settings, Path(folder), environment or {})
        try:
            warmtone.wait_until_ready()
            yield warmtone
        finally:
            warmtone.end()


def ask_status(client: Client) -> Status:
    """What /status says at this moment."""
    client.say("/status")
    return status_in(client.hear("/status"))


def status_in(message: Message) -> Status:
    """A /status as the value that it was rendered from.

    >>> status_in(Message("/status", ("version", "0.1.0", "state", "ready"))).state
    'ready'
    """
    values = {str(key): value for key, value in zip(message.values[::2], message.values[1::2], strict=True)}
    return Status(**values)  # type: ignore[arg-type]  # the bridge rendered it from the same fields


def _where_this_code_is() -> str:
    """PYTHONPATH with the very packages that are running here, from whatever folder."""
    home = str(Path(bridge.__file__).parent.parent)
    return os.pathsep.join(filter(None, [home, os.environ.get("PYTHONPATH")]))


def _as_toml(settings: Settings) -> str:
    values = {field.name: getattr(settings, field.name) for field in fields(Settings)}
    lines = [f"{name} = {json.dumps(value, default=str, ensure_ascii=False)}\n" for name, value in values.items()]
    return "".join(lines)
