"""What strangers do to the sound: a take plays, more comes in than anybody sends, and JACK's recording tells of gaps.

The take is a ramp of whole steps, so that every frame says which one it is; a block that is not what it should be was
not made in time. The same is counted while nobody does anything, because a busy machine breaks sound by itself.
"""

import itertools
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import numpy as np
import soundfile

from bridge.bench.effort import Effort
from bridge.bench.figure import Figure, percentile
from bridge.bench.jack_card import BLOCK_FRAMES, RATE_HZ, JackCard, running_jack_card
from bridge.bench.sound import playing_warmtone
from bridge.bench.tape import Heard, running_tape
from bridge.client import LOOPBACK, Client
from bridge.clients import MOST_CLIENTS
from bridge.datagram import write_message
from bridge.launch import Warmtone, ask_status
from bridge.settings import Settings
from bridge.vocabulary.events import Status
from engine import WarmtoneError

IDLE = Figure("broken blocks, idle", None, "in all", 0)
BLAST = Figure("broken blocks, blast", None, "in all", 0)
STORM = Figure("broken blocks, /hello storm", None, "in all", 0)
CROWD = Figure("broken blocks, 200 clients", None, "in all", 0)
PING = Figure("ping p99, 200 clients", None, "ms", 20.0)
FIGURES = (IDLE, BLAST, STORM, CROWD, PING)

RAMP_FRAMES = RATE_HZ
RAMP_STEPS = 2**17
CLIENTS = 200
_PATIENCE_SECONDS = 20.0
_SETTLE_SECONDS = 0.5
_AT_ONCE = 100
_PINGS_A_SECOND = 50
_BLAST = write_message("/ping", [1])


@dataclass(frozen=True, slots=True)
class Scene:
    """A Warmtone that plays the ramp to a JACK server, and for how long each measurement lasts."""

    warmtone: Warmtone
    client: Client
    card: JackCard
    seconds: float


def measure_overload(settings: Settings, effort: Effort) -> list[Figure]:
    """Raises `MissingError` where JACK or PortAudio is missing."""
    with _playing_ramp(settings, effort.blast_seconds) as scene:
        return [
            IDLE.measured(*_broken(scene, time.sleep)),
            BLAST.measured(*_broken(scene, lambda seconds: _blast(scene.warmtone.port, seconds))),
            STORM.measured(*_broken(scene, lambda seconds: _storm(scene.warmtone.port, seconds))),
            *_crowd(scene),
        ]


def write_ramp(path: str) -> None:
    """A WAV of one second whose samples are whole multiples of 1 / RAMP_STEPS, each frame one more."""
    ramp = np.arange(1, RAMP_FRAMES + 1, dtype=np.float32) / RAMP_STEPS
    soundfile.write(path, ramp, RATE_HZ, subtype="FLOAT")


def broken_blocks(heard: Heard) -> int:
    """How many recorded blocks hold a frame that does not follow the one before."""
    steps = np.diff(heard.samples.astype(np.float64) * RAMP_STEPS)
    whole = (steps == 1) | (steps == 1 - RAMP_FRAMES) | np.isnan(steps)
    return len(np.unique(np.flatnonzero(~whole) // heard.block_frames))


@contextmanager
def _playing_ramp(settings: Settings, seconds: float) -> Iterator[Scene]:
    with (
        running_jack_card() as card,
        playing_warmtone(settings, card) as warmtone,
        warmtone.client() as client,
    ):
        file = warmtone.settings.session / "ramp.wav"
        write_ramp(str(file))
        client.say("/take/import", "ramp", "path", str(file))
        client.hear("/job/done", seconds=_PATIENCE_SECONDS)
        client.say("/take/play", 1, "loop", 1)
        client.hear("/take/playing", seconds=_PATIENCE_SECONDS)
        time.sleep(_SETTLE_SECONDS)
        yield Scene(warmtone, client, card, seconds)


def _broken(scene: Scene, disturb: Callable[[float], None]) -> tuple[float, str]:
    """How many blocks break while that is done, and what else is known."""
    before = ask_status(scene.client)
    with running_tape(scene.card, scene.seconds + _PATIENCE_SECONDS) as tape:
        disturb(scene.seconds)
    after = _status_when_it_is_over(scene.client)
    received, under_runs = after.received - before.received, after.underruns - before.underruns
    says = f"{scene.seconds:g} s at block {BLOCK_FRAMES}; {under_runs} under-runs counted by the card, "
    says += f"{received:,} datagrams received, {after.lost - before.lost:,} lost"
    return float(broken_blocks(tape.heard)), says


def _status_when_it_is_over(client: Client) -> Status:
    """Asked again where the question was one of the datagrams that the system dropped."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            return ask_status(client)
        except WarmtoneError:
            if time.monotonic() > deadline:
                raise


def _blast(port: int, seconds: float) -> None:
    """Pings as fast as they go, from somebody who never reads an answer."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for _ in range(_AT_ONCE):
                stranger.sendto(_BLAST, (LOOPBACK, port))


def _storm(port: int, seconds: float) -> None:
    """Greetings as fast as they go, each with another port and name, from more senders than are remembered."""
    with ExitStack() as crowd:
        strangers = [
            crowd.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) for _ in range(2 * MOST_CLIENTS)
        ]
        deadline, numbers = time.monotonic() + seconds, itertools.count()
        while time.monotonic() < deadline:
            for stranger in strangers:
                number = next(numbers)
                stranger.sendto(write_message("/hello", [1 + number % 65_535, f"stranger {number}"]), (LOOPBACK, port))


def _crowd(scene: Scene) -> list[Figure]:
    """Two hundred subscribers of which none reads, a job at work whose events go to all, and how long a ping takes."""
    waits: list[float] = []
    with ExitStack() as crowd:
        for number in range(CLIENTS):
            client = crowd.enter_context(scene.warmtone.client())
            client.say("/hello", client.port, f"client {number}")
            client.say("/subscribe")
        scene.client.say("/generate", "crowd", "seconds", 1.0, "count", 64)
        broken = _broken(scene, lambda seconds: waits.extend(_pings(scene.warmtone, seconds)))
        scene.client.say("/cancel", "crowd")
    says = f"{len(waits)} pings beside {CLIENTS} clients that never read, and the events of a job to each"
    return [CROWD.measured(*broken), PING.measured(percentile(waits, 99), says)]


def _pings(warmtone: Warmtone, seconds: float) -> Iterator[float]:
    """Milliseconds to each answer."""
    with warmtone.client() as friend:
        deadline = time.monotonic() + seconds
        while (asked_at := time.monotonic()) < deadline:
            friend.say("/ping")
            friend.hear("/pong", seconds=_PATIENCE_SECONDS)
            yield (time.monotonic() - asked_at) * 1e3
            time.sleep(1 / _PINGS_A_SECOND)
