"""Datagrams that nobody should send, by the million: Warmtone goes on, holds no more memory, and sound stays whole."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

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

GROWTH = Figure("memory by fuzz", None, "MB a million", 1.0)
UNDER_RUNS = Figure("under-runs by fuzz", None, "more than idle", 0)
FIGURES = (GROWTH, UNDER_RUNS)

_SEED = 20_26
_AT_ONCE = 200
_STATIONS = 50
_PATIENCE_SECONDS = 20.0
_WARM_UP_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class Station:
    """How Warmtone was after so many datagrams; `megabytes` is the resident memory of all its processes."""

    sent: int
    megabytes: float
    status: Status


def measure_fuzz(settings: Settings, effort: Effort) -> list[Figure]:
    """Mutated messages beside a take that plays. Raises `WarmtoneError` as soon as Warmtone no longer answers."""
    with _playing(settings) as (warmtone, card), warmtone.client() as friend:
        idle = _idle_under_runs(friend, effort)
        began = time.monotonic()
        stations = list(_fuzzed(warmtone, friend, effort.fuzz_datagrams))
        seconds = time.monotonic() - began
    first, last = stations[0].status, stations[-1].status
    under_runs = last.underruns - first.underruns
    allowed = idle * seconds / effort.idle_seconds
    growth, error = slope(stations[round(len(stations) * _WARM_UP_SHARE) :])
    says = (
        f"{stations[-1].sent:,} datagrams, seed {_SEED}, {stations[-1].sent / seconds:,.0f}/s; "
        f"{last.refused - first.refused:,} refused, {last.lost - first.lost} lost; {card}"
    )
    return [
        GROWTH.measured(growth, f"± {error:.2g} (95 %), {stations[-1].megabytes:.0f} MB in all; {says}"),
        UNDER_RUNS.measured(max(0.0, under_runs - allowed), f"{under_runs} in {seconds:.0f} s; idle {allowed:.1f}"),
    ]


def slope(stations: list[Station]) -> tuple[float, float]:
    """Megabytes a million datagrams by least squares, and half the width of its 95 % interval."""
    millions = np.array([station.sent for station in stations]) / 1e6
    megabytes = np.array([station.megabytes for station in stations])
    centred = millions - millions.mean()
    steepness = float(centred @ megabytes / (centred @ centred))
    left_over = megabytes - megabytes.mean() - steepness * centred
    variance = left_over @ left_over / max(1, len(stations) - 2)
    return steepness, 1.96 * float(np.sqrt(variance / (centred @ centred)))


@contextmanager
def _playing(settings: Settings) -> Iterator[tuple[Warmtone, str]]:
    """On a JACK server where there is one, else on the silent device."""
    try:
        with running_jack_card() as card, playing_warmtone(settings, card) as warmtone:
            yield warmtone, "under-runs counted at JACK"
    except MissingError:
        with started_warmtone(replace(settings, device="silent")) as warmtone:
            yield warmtone, "on the silent device"


def _idle_under_runs(friend: Client, effort: Effort) -> int:
    friend.say("/generate", "looped", "seconds", 1.0, "seed", 1)
    friend.hear("/job/take", seconds=_PATIENCE_SECONDS)
    before = _loop(friend)
    time.sleep(effort.idle_seconds)
    return _loop(friend).underruns - before.underruns


def _fuzzed(warmtone: Warmtone, friend: Client, datagrams: int) -> Iterator[Station]:
    """Send them all; how Warmtone is on the way, the first time before anything was sent."""
    stranger = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    stranger.bind((LOOPBACK, 0))
    family = family_of(warmtone.process_id)
    source = mutations(_SEED)
    yield _station(0, friend, family)
    between = max(_AT_ONCE, datagrams // _STATIONS)
    for sent in range(0, datagrams, between):
        due = min(between, datagrams - sent)
        for first in range(0, due, _AT_ONCE):
            for data in islice(source, min(_AT_ONCE, due - first)):
                stranger.sendto(data, (LOOPBACK, warmtone.port))
            # The next ones wait until these were served: a datagram that is lost tests nothing.
            friend.say("/ping")
            friend.hear("/pong", seconds=_PATIENCE_SECONDS)
        yield _station(sent + due, friend, family)
    stranger.close()


def _station(sent: int, friend: Client, family: frozenset[int]) -> Station:
    return Station(sent, resident_megabytes_of(family), _loop(friend))


def _loop(friend: Client) -> Status:
    """Let the take sound where a fuzzed /panic has ended it; how everything is."""
    friend.say("/volume", 1.0)
    status = ask_status(friend)
    if status.voices == 0:
        friend.say("/take/play", 1, "loop", 1)
        friend.hear("/take/playing", "/error", seconds=_PATIENCE_SECONDS)
    return status
