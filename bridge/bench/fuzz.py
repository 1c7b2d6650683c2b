"""Datagrams that nobody should send, by the million: Warmtone goes on, holds no more memory, and sound stays whole."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np
import numpy.typing as npt

from bridge.bench.effort import Effort
from bridge.bench.figure import Figure
from bridge.bench.jack_card import running_jack_card
from bridge.bench.mutation import mutations
from bridge.bench.processes import family_of, resident_megabytes_of
from bridge.bench.sound import playing_warmtone
from bridge.bench.started import started_warmtone
from bridge.client import LOOPBACK, Client
from bridge.launch import Warmtone, ask_status
from bridge.settings import Settings
from bridge.vocabulary.events import Status
from engine import MissingError

BRIDGE = Figure("fuzz: memory of the bridge", None, "MB a million", 0.1)
OTHERS = Figure("fuzz: memory of the others", None, "MB a million", 0.5)
UNDER_RUNS = Figure("fuzz: under-runs", None, "a minute more than idle", 0)
FIGURES = (BRIDGE, OTHERS, UNDER_RUNS)

_SEED = 20_26
_AT_ONCE = 200
_STATIONS = 50
_PATIENCE_SECONDS = 20.0
_WARM_UP_SHARE = 0.2
_IDLE_SHARE = 0.25
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Station:
    """How Warmtone was after so many datagrams, and an idle while after that.

    `bridge_megabytes` and `other_megabytes` are resident memory, of the bridge and of all other processes together.
    Seconds and under-runs are those since the station before: while fuzzed, and while idle.
    """

    sent: int
    bridge_megabytes: float
    other_megabytes: float
    refused: int
    lost: int
    fuzzed: tuple[float, int]
    idle: tuple[float, int]


def measure_fuzz(settings: Settings, effort: Effort) -> list[Figure]:
    """Mutated messages beside a take that plays. Raises `WarmtoneError` as soon as Warmtone no longer answers."""
    with _playing(settings) as (warmtone, card), warmtone.client() as friend:
        _make_a_take(friend)
        stations = list(_fuzzed(warmtone, friend, effort.fuzz_datagrams))
    fuzzed, idle = _a_minute([each.fuzzed for each in stations]), _a_minute([each.idle for each in stations])
    settled = stations[round(len(stations) * _WARM_UP_SHARE) :]
    sent = np.array([each.sent for each in settled])
    seconds, last = sum(each.fuzzed[0] for each in stations), stations[-1]
    says = f"{last.sent:,} datagrams, {last.sent / seconds:,.0f}/s; {last.refused:,} refused, {last.lost} lost; {card}"
    return [
        _growth(BRIDGE, sent, np.array([each.bridge_megabytes for each in settled]), says),
        _growth(OTHERS, sent, np.array([each.other_megabytes for each in settled]), "worker, speaker, live worker"),
        UNDER_RUNS.measured(max(0.0, fuzzed - idle), f"{fuzzed:.2f} a minute in {seconds:.0f} s; idle {idle:.2f}"),
    ]


def slope(sent: Numbers, megabytes: Numbers) -> tuple[float, float]:
    """Megabytes a million datagrams by least squares, and half the width of its 95 % interval."""
    centred = (sent - sent.mean()) / 1e6
    steepness = float(centred @ megabytes / (centred @ centred))
    left_over = megabytes - megabytes.mean() - steepness * centred
    variance = left_over @ left_over / max(1, len(sent) - 2)
    return steepness, 1.96 * float(np.sqrt(variance / (centred @ centred)))


def _growth(figure: Figure, sent: Numbers, megabytes: Numbers, says: str) -> Figure:
    steepness, error = slope(sent, megabytes)
    way = ", ".join(f"{megabytes[at]:.1f}" for at in (0, len(sent) // 4, len(sent) // 2, 3 * len(sent) // 4, -1))
    return figure.measured(max(0.0, steepness), f"{steepness:.3f} ± {error:.2g} (95 %); {way} MB on the way; {says}")


def _a_minute(spans: list[tuple[float, int]]) -> float:
    return 60 * sum(count for _, count in spans) / sum(seconds for seconds, _ in spans)


@contextmanager
def _playing(settings: Settings) -> Iterator[tuple[Warmtone, str]]:
    """On a JACK server where there is one, else on the silent device."""
    try:
        with running_jack_card() as card, playing_warmtone(settings, card) as warmtone:
            yield warmtone, "under-runs counted at JACK"
    except MissingError:
        with started_warmtone(replace(settings, device="silent")) as warmtone:
            yield warmtone, "on the silent device"


def _make_a_take(friend: Client) -> None:
    friend.say("/generate", "looped", "seconds", 1.0, "seed", 1)
    friend.hear("/job/take", seconds=_PATIENCE_SECONDS)


def _fuzzed(warmtone: Warmtone, friend: Client, datagrams: int) -> Iterator[Station]:
    """Send them all; how Warmtone is on the way."""
    bridge = frozenset([warmtone.process_id])
    source, between = mutations(_SEED), max(_AT_ONCE, datagrams // _STATIONS)
    start = before = _loop(friend)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        for sent in range(0, datagrams, between):
            count = min(between, datagrams - sent)
            began = time.monotonic()
            _send(stranger, warmtone.port, friend, islice(source, count))
            seconds, after = time.monotonic() - began, _loop(friend)
            time.sleep(seconds * _IDLE_SHARE)
            rested = _loop(friend)
            yield Station(
                sent + count,
                resident_megabytes_of(bridge),
                resident_megabytes_of(family_of(warmtone.process_id) - bridge),
                rested.refused - start.refused,
                rested.lost - start.lost,
                (seconds, after.underruns - before.underruns),
                (seconds * _IDLE_SHARE, rested.underruns - after.underruns),
            )
            before = rested


def _send(stranger: socket.socket, port: int, friend: Client, datagrams: Iterator[bytes]) -> None:
    """Two hundred at a time: the next wait until these were served, for a datagram that is lost tests nothing."""
    while batch := list(islice(datagrams, _AT_ONCE)):
        for data in batch:
            stranger.sendto(data, (LOOPBACK, port))
        friend.say("/ping")
        friend.hear("/pong", seconds=_PATIENCE_SECONDS)


def _loop(friend: Client) -> Status:
    """Let the take sound where a fuzzed /panic has ended it; how everything is."""
    friend.say("/volume", 1.0)
    status = ask_status(friend)
    if status.voices == 0:
        friend.say("/take/play", 1, "loop", 1)
        friend.hear("/take/playing", "/error", seconds=_PATIENCE_SECONDS)
    return status
