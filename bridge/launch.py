"""A Warmtone in a process beside this one: for the demo, the benchmarks and the tests."""

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields

from bridge.client import Client, value_of
from bridge.datagram import Message
from bridge.settings import Settings
from engine import WarmtoneError

START_SECONDS = 120.0
END_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Launched:
    """The running process, and the port that it listens on."""

    process: subprocess.Popen[str]
    port: int


@contextmanager
def launched_warmtone(settings: Settings) -> Iterator[Launched]:
    """Start `python -m bridge` with these settings; ends it with SIGTERM, or kills it where that takes too long."""
    # -P: a folder called bridge where the person happens to stand is not ours.
    command = [sys.executable, "-P", "-m", "bridge", *_flags(settings)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield Launched(process, _port_told_by(process))
    finally:
        process.terminate()
        try:
            process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout:
            process.stdout.close()


def wait_until_ready(client: Client) -> Message:
    """The first /status that says that model and sound card were looked at. Raises `WarmtoneError` after a while."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        client.say("/status")
        for message in client.listen(0.1):
            if message.address == "/status" and value_of(message, "state") == "ready":
                return message
    raise WarmtoneError(f"Warmtone was not ready after {START_SECONDS:g} s; `warmtone doctor` may tell why.")


def _flags(settings: Settings) -> list[str]:
    keys = ("host", "port", "session", "model", "device", "block")
    return [part for field in fields(settings) if field.name in keys for part in _flag(settings, field.name)]


def _flag(settings: Settings, key: str) -> list[str]:
    return [f"--{key}", str(getattr(settings, key))]


def _port_told_by(process: subprocess.Popen[str]) -> int:
    assert process.stdout is not None
    for line in process.stdout:
        told = re.search(r"OSC on \S+?:(\d+)", line)
        if told:
            return int(told.group(1))
    raise WarmtoneError("Warmtone ended before it listened; start `warmtone` by itself to see why.")
