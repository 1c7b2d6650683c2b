"""The live path: from a knob to the sound, at three lengths of the ring, and what it costs.

Everything is read off a recording of what a JACK server got, at 44.1 and at 48 kHz, beside a job that never ends.
"""

import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial

from bridge.bench.effort import Effort
from bridge.bench.figure import Figure, percentile
from bridge.bench.flood import paced_batches
from bridge.bench.jack_card import JackCard, running_jack_card
from bridge.bench.processes import cpu_seconds, family_of
from bridge.bench.sound import playing_warmtone
from bridge.bench.tape import running_tape
from bridge.bench.turning import breaks, delays_of_turn, seconds_to_return
from bridge.bench.work import always_at_work
from bridge.client import Client
from bridge.launch import Warmtone, ask_status
from bridge.settings import Settings
from engine import WarmtoneError

KNOB_BLOCK, CARD_BLOCK = 128, 256
MESSAGES_A_SECOND = 5_000
_HERTZ = 1000.0
_LEVELS = (0.25, 0.5)
_PAUSE_SECONDS = (0.1, 0.13)
_SETTLE_SECONDS = 0.5
_KILL_SECONDS = 2.0
_JOBS, _TAKE_SECONDS = 900, 1.0
_TAKES_KEPT = 20
_PATIENCE_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Bench:
    """What is measured on: a Warmtone that plays to a card, and the setting that its figures are named after.

    `worker` is the live worker's process, where the system tells of processes.
    """

    warmtone: Warmtone
    client: Client
    card: JackCard
    worker: frozenset[int]
    ring_hops: float

    def figure(self, name: str, unit: str, reach: float) -> Figure:
        return Figure(_named(self.card.rate_hz, self.ring_hops, name), None, unit, reach)


def _named(rate_hz: int, ring_hops: float, name: str) -> str:
    return f"{name}, {rate_hz / 1000:g} kHz, ring {ring_hops:g}"


FIGURES = tuple(
    Figure(_named(rate_hz, Settings().ring, name), None, unit, reach)
    for rate_hz in Effort().live_rates_hz
    for name, unit, reach in (
        ("knob p50", "ms", 12.0),
        ("knob p99", "ms", 20.0),
        ("half p50", "ms", 20.0),
        ("half p99", "ms", 30.0),
        ("under-runs", "in all", 0.0),
        ("under-runs, flooded", "in all", 0.0),
        ("load", "% of a core", 5.0),
        ("killed worker back", "s", 1.0),
    )
)


def measure_live(settings: Settings, effort: Effort) -> list[Figure]:
    """At each rate, the delays at block 128, then under-runs, load and a killed worker at block 256.

    Raises `MissingError` where JACK or PortAudio is missing.
    """
    figures: list[Figure] = []
    for rate_hz in effort.live_rates_hz:
        with _playing(settings, rate_hz, KNOB_BLOCK) as bench:
            for times in effort.live_rings:
                figures += _delays(replace(bench, ring_hops=times * settings.ring), effort)
        with _playing(settings, rate_hz, CARD_BLOCK) as bench:
            for times in effort.live_rings:
                figures += _under_runs(replace(bench, ring_hops=times * settings.ring), effort, times == 1)
            figures.append(_return(bench))
    return figures


@contextmanager
def _playing(settings: Settings, rate_hz: int, block_frames: int) -> Iterator[Bench]:
    with (
        running_jack_card(rate_hz, block_frames) as card,
        playing_warmtone(settings, card) as warmtone,
        always_at_work(warmtone, _JOBS, _TAKE_SECONDS),
        warmtone.client() as client,
    ):
        before = family_of(warmtone.process_id)
        _start(client, settings.ring)
        yield Bench(warmtone, client, card, family_of(warmtone.process_id) - before, settings.ring)


def _delays(bench: Bench, effort: Effort) -> list[Figure]:
    with _sine(bench), running_tape(bench.card, effort.live_knobs * _PAUSE_SECONDS[1] + 10) as tape:
        time.sleep(_SETTLE_SECONDS)
        turned_at = [_turn(bench.client, _LEVELS[number % 2]) for number in range(effort.live_knobs)]
        time.sleep(_SETTLE_SECONDS)
    found = [delays_of_turn(tape.heard, _HERTZ, moment) for moment in turned_at]
    delays = [pair for pair in found if pair is not None]
    if not delays:
        raise WarmtoneError("No turn of a knob could be found on the recording: the sound broke all the time.")
    says = f"{len(delays)} turns at block {KNOB_BLOCK}"
    says += f"; {len(found) - len(delays)} more fell into a break" if len(delays) < len(found) else ""
    first, half = ([1e3 * pair[which] for pair in delays] for which in (0, 1))
    return [
        bench.figure("knob p50", "ms", 12.0).measured(percentile(first, 50), says),
        bench.figure("knob p99", "ms", 20.0).measured(percentile(first, 99), f"the same; longest {max(first):.1f} ms"),
        bench.figure("half p50", "ms", 20.0).measured(percentile(half, 50), "to half of the change"),
        bench.figure("half p99", "ms", 30.0).measured(percentile(half, 99), f"the same; longest {max(half):.1f} ms"),
    ]


def _under_runs(bench: Bench, effort: Effort, is_set: bool) -> list[Figure]:
    """For the ring that is set as long as it was asked for, for the others a tenth of that."""
    seconds = 60 * effort.live_minutes * (1.0 if is_set else 0.1)
    with _sine(bench):
        used, began = cpu_seconds(bench.worker), time.monotonic()
        alone = _broken(bench, seconds, time.sleep)
        load = 100 * (cpu_seconds(bench.worker) - used) / (time.monotonic() - began)
        flooded = _broken(bench, seconds, partial(_flood, bench.client))
    figures = [
        bench.figure("under-runs", "in all", 0).measured(*alone),
        bench.figure("under-runs, flooded", "in all", 0).measured(*flooded),
    ]
    if is_set and sys.platform == "linux":
        figures.append(bench.figure("load", "% of a core", 5.0).measured(load, "the live worker, unflooded"))
    return figures


def _broken(bench: Bench, seconds: float, pass_time: Callable[[float], None]) -> tuple[float, str]:
    """How often the sine breaks in that time, and what else is known of it."""
    before = ask_status(bench.client)
    with running_tape(bench.card, seconds + 10) as tape:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            pass_time(min(1.0, seconds))
            _remove_takes(bench.warmtone)
    after, heard = ask_status(bench.client), tape.heard
    says = (
        f"{seconds:g} s at block {bench.card.block_frames}; {after.gaps - before.gaps} by the live worker, "
        f"{after.underruns - before.underruns} by the card; real-time scheduling "
        f"{'given' if after.realtime and after.liverealtime else 'refused'}"
    )
    says += f"; the recorder missed {heard.missed} blocks" if heard.missed else ""
    return float(breaks(heard, _HERTZ)), says


def _return(bench: Bench) -> Figure:
    """How long a killed live worker is not heard."""
    figure = bench.figure("killed worker back", "s", 1.0)
    if not bench.worker:
        return figure.unmeasured("measured on Linux only")
    with _sine(bench), running_tape(bench.card, 20.0) as tape:
        time.sleep(_SETTLE_SECONDS)
        killed_at = time.monotonic()
        for process_id in bench.worker:
            os.kill(process_id, signal.SIGKILL)
        time.sleep(_KILL_SECONDS)
    seconds = seconds_to_return(tape.heard, _HERTZ, _LEVELS[1], killed_at)
    if seconds is None:
        return figure.unmeasured("it did not come back with the same knobs")
    return figure.measured(seconds, "from SIGKILL to the sine at its level")


@contextmanager
def _sine(bench: Bench) -> Iterator[None]:
    """A pure sine for the length of the block."""
    _start(bench.client, bench.ring_hops)
    bench.client.say("/knobs", _HERTZ, 0.0, 0.0, _LEVELS[1])
    time.sleep(_SETTLE_SECONDS)
    try:
        yield
    finally:
        bench.client.say("/live/stop")
        bench.client.hear("/live/stopped", seconds=_PATIENCE_SECONDS)


def _start(client: Client, ring_hops: float) -> None:
    client.say("/live/start", "sines", "ring", ring_hops)
    client.hear("/live/playing", seconds=_PATIENCE_SECONDS)


def _turn(client: Client, level: float) -> float:
    """Turn the level at a moment that nothing else knows of; the moment."""
    time.sleep(random.uniform(*_PAUSE_SECONDS))
    turned_at = time.monotonic()
    client.say("/knob", "level", level)
    return turned_at


def _flood(client: Client, seconds: float) -> None:
    """Turns of a knob that change nothing."""
    for batch in paced_batches(MESSAGES_A_SECOND, seconds):
        for _ in range(batch):
            client.say("/knob", "spread", 0.0)


def _remove_takes(warmtone: Warmtone) -> None:
    """Keep the disk from filling up with what the job makes."""
    takes = sorted(warmtone.settings.session.glob("takes/*.wav"))
    for take in takes[:-_TAKES_KEPT]:
        take.unlink(missing_ok=True)
