"""A session with a running Warmtone, and a client that says and hears over real OSC.

    with running_warmtone(tmp_path) as warmtone, warmtone.client() as patch:
        patch.say("/generate", "kick", "seconds", 0.5, "prompt", "440")
        patch.hear("/job/queued", "kick")
        take = patch.hear("/job/take", "kick")     # what came between is passed over, what came before isn't looked at
        patch.hear("/job/done", "kick")
        take["path"]

A Warmtone that a test has not ended itself is asked to end when its block does; it must then leave nothing behind, and
must not have met an error of its own.
"""

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Condition, Thread
from typing import Any

from pythonosc.osc_message_builder import OscMessageBuilder

from bridge.bench.processes import family_of, remains, shared_memory_of
from bridge.datagram import read_datagram

ROOT = Path(__file__).parents[1]
HOST = "127.0.0.1"
START_SECONDS = 30.0
END_SECONDS = 2.0
NEVER_SAID = ("an error in", "could not be served", "failed unexpectedly", "leaked", "Exception ignored")


@dataclass(frozen=True, slots=True)
class Typed:
    """A value to be sent with a type tag of one's own: Typed("d", 0.5) is a double."""

    tag: str
    value: Any


@dataclass(frozen=True, slots=True)
class Heard:
    """A message that came, and the moment of `time.monotonic()` at which it did."""

    address: str
    values: tuple[Any, ...]
    at: float

    def __getitem__(self, key: str) -> Any:
        """What follows a key."""
        return self.values[self.values.index(key) + 1]


class Client:
    """Somebody with a socket: a thread collects what comes, in its order."""

    def __init__(self, port: int) -> None:
        self.heard: list[Heard] = []
        self.sent = 0
        self._to = (HOST, port)
        self._passed = 0
        self._pings = 0
        self._news = Condition()
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        self._socket.bind((HOST, 0))
        self._ear = Thread(target=self._listen, daemon=True)
        self._ear.start()

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def port(self) -> int:
        return int(self._socket.getsockname()[1])

    def say(self, address: str, *values: Any) -> None:
        """Send one message: int, float, str, bytes, bool, None, list or `Typed`."""
        self.send(message(address, *values))

    def send(self, datagram: bytes) -> None:
        """Send any bytes; `sent` counts."""
        self.sent += 1
        self._socket.sendto(datagram, self._to)

    def hear(self, address: str, *first: Any, seconds: float = 10.0) -> Heard:
        """The next message at this address whose values begin with these; fails when none comes in time.

        Messages before it are passed over, and not looked at again.
        """
        deadline = time.monotonic() + seconds
        with self._news:
            while not (found := self._next(address, first)):
                left = deadline - time.monotonic()
                assert left > 0, f"{address} {first} did not come within {seconds} s; {self.heard[-20:]} did"
                self._news.wait(left)
            return found

    def ask(self, address: str, *values: Any) -> list[Heard]:
        """Send one message; everything that is heard until Warmtone answers a /ping behind it."""
        self.say(address, *values)
        return self.until_quiet()

    def until_quiet(self) -> list[Heard]:
        """Everything not heard yet, until Warmtone has answered all that was said before."""
        self._pings += 1
        start = self._passed
        self.say("/ping", f"quiet {self._pings}")
        self.hear("/pong", f"quiet {self._pings}")
        return self.heard[start : self._passed - 1]

    def status(self) -> Heard:
        """The answer to /status."""
        self.say("/status")
        return self.hear("/status")

    def wait_until(self, key: str, value: Any) -> Heard:
        """Ask for /status until a key has a value."""
        return self.wait_for(lambda status: bool(status[key] == value), f"{key} {value}")

    def wait_for(self, holds: Callable[[Heard], bool], what: str, seconds: float = 20.0) -> Heard:
        """Ask for /status until something holds of the answer."""
        deadline = time.monotonic() + seconds
        while not holds(status := self.status()):
            assert time.monotonic() < deadline, f"waited {seconds} s in vain for {what}: {status}"
            time.sleep(0.005)
        return status

    def close(self) -> None:
        # An empty datagram to oneself wakes the ear: a socket that is closed elsewhere would leave it waiting.
        with suppress(OSError):
            self._socket.sendto(b"", self._socket.getsockname())
        self._ear.join(5)
        self._socket.close()

    def _next(self, address: str, first: tuple[Any, ...]) -> Heard | None:
        for index in range(self._passed, len(self.heard)):
            heard = self.heard[index]
            if heard.address == address and heard.values[: len(first)] == first:
                self._passed = index + 1
                return heard
        return None

    def _listen(self) -> None:
        while data := self._socket.recv(65_535):
            at = time.monotonic()
            with self._news:
                self.heard += [Heard(said.address, said.values, at) for said in read_datagram(data)]
                self._news.notify()


class Warmtone:
    """A running Warmtone: its process, its session's folder and what it has said on its terminal."""

    def __init__(self, folder: Path, module: str, settings: dict[str, Any]) -> None:
        self.session = folder / "session"
        self._terminal = folder / "terminal.txt"
        file = folder / "warmtone.toml"
        values = {"port": 0, "session": str(self.session), "model": "tone", "device": "silent", **settings}
        file.write_text("".join(f"{key} = {json.dumps(value)}\n" for key, value in values.items()), "utf-8")
        with self._terminal.open("wb") as terminal:
            self.process = subprocess.Popen(
                [sys.executable, "-m", module, "--settings", str(file)],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=terminal,
                stderr=terminal,
            )
        self.port = self._port_told()

    @property
    def said(self) -> str:
        """What is on its terminal."""
        return self._terminal.read_text("utf-8", "replace")

    def client(self) -> Client:
        """A new client of it."""
        return Client(self.port)

    def held(self) -> tuple[frozenset[int], frozenset[Path]]:
        """Its processes, and the shared memory that these have open."""
        family = family_of(self.process.pid)
        return family, shared_memory_of(family)

    def let_go_of_all_but(self, shared_memory: frozenset[Path], seconds: float = 10.0) -> None:
        """Wait until it has no other shared memory open; the ear may still be hearing a take."""
        deadline = time.monotonic() + seconds
        while more := self.held()[1] - shared_memory:
            assert time.monotonic() < deadline, f"{more} after {seconds} s"
            time.sleep(0.005)

    def end(self, with_signal: int = signal.SIGTERM, seconds: float = END_SECONDS) -> int:
        """End it; its exit status. Fails where a process, shared memory or it itself is left after that time."""
        family, shared_memory = self.held()
        self.process.send_signal(with_signal)
        began = time.monotonic()
        status = self.process.wait(seconds)
        left = remains(family, shared_memory, began + seconds - time.monotonic())
        assert not left, f"{left} after {seconds} s"
        return status

    def _port_told(self) -> int:
        deadline = time.monotonic() + START_SECONDS
        while (end := self.said.partition(f"OSC on {HOST}:")[2]).partition(",")[1] == "":
            assert self.process.poll() is None, f"Warmtone has ended: {self.said}"
            assert time.monotonic() < deadline, f"Warmtone did not tell its port: {self.said}"
            time.sleep(0.01)
        return int(end.partition(",")[0])


@contextmanager
def running_warmtone(folder: Path, module: str = "bridge", **settings: Any) -> Iterator[Warmtone]:
    """`python -m bridge` with these settings, its model ready and its sound card looked for, in a folder of its own."""
    warmtone = Warmtone(folder, module, settings)
    try:
        with warmtone.client() as client:
            client.wait_until("state", "ready")
            client.wait_for(lambda status: "still being looked for" not in status["device"], "a look for a sound card")
        yield warmtone
        if warmtone.process.poll() is None:
            assert warmtone.end() == 0, warmtone.said
        if warmtone.process.returncode >= 0:
            assert not [words for words in NEVER_SAID if words in warmtone.said], warmtone.said
    finally:
        warmtone.process.kill()
        warmtone.process.wait()


def message(address: str, *values: Any) -> bytes:
    """The datagram of a message with any types."""
    builder = OscMessageBuilder(address)
    for value in values:
        if isinstance(value, Typed):
            builder.add_arg(value.value, value.tag)
        else:
            builder.add_arg(value)
    return builder.build().dgram
