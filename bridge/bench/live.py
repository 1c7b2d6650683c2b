"""The live path: from a knob to the sound, at three lengths of the ring, and what it costs.

Everything is read off a recording of what a JACK server got, at 44.1 and at 48 kHz, beside a job that never ends.
"""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from bridge.bench.effort import Effort
from bridge.bench.figure import Figure
from bridge.bench.flood import paced_batches
from bridge.bench.live_delays import delay_in_a_crowd, delays
from bridge.bench.live_stage import (
    HERTZ,
    LEVELS,
    SETTLE_SECONDS,
    Bench,
    named,
    playing_bench,
    remove_takes,
    sounding_sine,
)
from bridge.bench.processes import cpu_seconds
from bridge.bench.tape import running_tape
from bridge.bench.turning import breaks, seconds_to_return
from bridge.client import Client
from bridge.launch import ask_status
from bridge.settings import Settings
from engine import CONVERTER_DELAY_SECONDS, LIVE_RATE_HZ, aliasing_db

KNOB_BLOCK, CARD_BLOCK = 128, 256
MESSAGES_A_SECOND = 5_000
_KILL_SECONDS = 2.0


FIGURES = tuple(
    Figure(named(rate_hz, Settings().ring, name), None, unit, reach)
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
        ("knob p99 in a crowd", "ms", 20.0),
    )
)


def measure_live(settings: Settings, effort: Effort) -> Iterator[Figure]:
    """At each rate, the delays at block 128, then under-runs, load and a killed worker at block 256.

    Raises `MissingError` where JACK or PortAudio is missing.
    """
    for rate_hz in effort.live_rates_hz:
        with playing_bench(settings, rate_hz, KNOB_BLOCK) as bench:
            for times in effort.live_rings:
                yield from delays(replace(bench, ring_hops=times * settings.ring), effort)
            yield delay_in_a_crowd(bench, effort)
        with playing_bench(settings, rate_hz, CARD_BLOCK) as bench:
            for times in effort.live_rings:
                yield from _under_runs(replace(bench, ring_hops=times * settings.ring), effort, times == 1)
            yield _return(bench)
        yield _aliasing(rate_hz)


def _aliasing(rate_hz: int) -> Figure:
    figure = Figure(f"aliasing, {rate_hz / 1000:g} kHz", None, "dB", -90.0)
    if rate_hz == LIVE_RATE_HZ:
        return figure.unmeasured("this is the instruments' own rate: nothing is converted")
    says = f"sines of 50 Hz to 20 kHz, {1e3 * CONVERTER_DELAY_SECONDS:.2f} ms late"
    return figure.measured(aliasing_db(rate_hz), says)


def _under_runs(bench: Bench, effort: Effort, is_set: bool) -> list[Figure]:
    """For the ring that is set as long as it was asked for, for the others a tenth of that."""
    seconds = 60 * effort.live_minutes * (1.0 if is_set else 0.1)
    with sounding_sine(bench):
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
            remove_takes(bench.warmtone)
    after, heard = ask_status(bench.client), tape.heard
    says = (
        f"{seconds:g} s at block {bench.card.block_frames}; {after.gaps - before.gaps} by the live worker, "
        f"{after.underruns - before.underruns} by the card; real-time scheduling "
        f"{'given' if after.realtime and after.liverealtime else 'refused'}"
    )
    says += f"; the recorder missed {heard.missed} blocks" if heard.missed else ""
    return float(breaks(heard, HERTZ)), says


def _return(bench: Bench) -> Figure:
    """How long a killed live worker is not heard."""
    figure = bench.figure("killed worker back", "s", 1.0)
    if not bench.worker:
        return figure.unmeasured("measured on Linux only")
    with sounding_sine(bench), running_tape(bench.card, 20.0) as tape:
        time.sleep(SETTLE_SECONDS)
        killed_at = time.monotonic()
        for process_id in bench.worker:
            os.kill(process_id, signal.SIGKILL)
        time.sleep(_KILL_SECONDS)
    seconds = seconds_to_return(tape.heard, HERTZ, LEVELS[1], killed_at)
    if seconds is None:
        return figure.unmeasured("it did not come back with the same knobs")
    return figure.measured(seconds, "from SIGKILL to the sine at its level")


def _flood(client: Client, seconds: float) -> None:
    """Turns of a knob that change nothing."""
    for batch in paced_batches(MESSAGES_A_SECOND, seconds):
        for _ in range(batch):
            client.say("/knob", "spread", 0.0)
