"""From a knob to the sound: how late each of many turns is heard, alone and in a crowd."""

import random
import time
from contextlib import AbstractContextManager, nullcontext, suppress

from bridge.bench.crowd import CLIENTS, running_crowd
from bridge.bench.effort import Effort
from bridge.bench.figure import Figure, percentile
from bridge.bench.live_stage import HERTZ, LEVELS, SETTLE_SECONDS, Bench, remove_takes, sounding_sine
from bridge.bench.tape import running_tape
from bridge.bench.turning import LONGEST_SECONDS, delays_of_turn
from bridge.client import Client
from bridge.launch import ask_status
from bridge.vocabulary.events import Status
from engine import WarmtoneError

_PAUSE_SECONDS = (0.1, 0.13)
_QUESTIONS = 5


def delays(bench: Bench, effort: Effort) -> list[Figure]:
    """With nothing else said, to the first changed sample and to half of the change."""
    first, half, says = _turned(bench, effort, nullcontext())
    return [
        bench.figure("knob p50", "ms", 12.0).measured(percentile(first, 50), says),
        bench.figure("knob p99", "ms", 20.0).measured(percentile(first, 99), f"the same; longest {max(first):.1f} ms"),
        bench.figure("half p50", "ms", 20.0).measured(percentile(half, 50), "to half of the change"),
        bench.figure("half p99", "ms", 30.0).measured(percentile(half, 99), f"the same; longest {max(half):.1f} ms"),
    ]


def delay_in_a_crowd(bench: Bench, effort: Effort) -> Figure:
    """While twenty others turn another knob, each a thousand times a second."""
    figure = bench.figure("knob p99 in a crowd", "ms", 20.0)
    before = ask_status(bench.client)
    try:
        first, _, says = _turned(bench, effort, running_crowd(bench.warmtone.port))
    except WarmtoneError as error:
        return figure.unmeasured(str(error))
    after = ask_status(bench.client)
    messages = (after.received - before.received) / (after.uptime - before.uptime)
    crowd = f"{CLIENTS} clients, {messages:,.0f} messages/s, {after.lost - before.lost} lost; {says}"
    return figure.measured(percentile(first, 99), f"{crowd}; p50 {percentile(first, 50):.1f} ms")


def _status_after_a_crowd(client: Client) -> Status:
    """Ask until one question is answered: where the crowd was too much for the machine, some are lost as well."""
    for _ in range(_QUESTIONS):
        with suppress(WarmtoneError):
            return ask_status(client)
    return ask_status(client)


def _turned(bench: Bench, effort: Effort, beside: AbstractContextManager[None]) -> tuple[list[float], list[float], str]:
    """Milliseconds to the first changed sample and to half of the change, of each turn; and how many these were."""
    longest_seconds = effort.live_knobs * _PAUSE_SECONDS[1] + 10
    with sounding_sine(bench):
        with beside, running_tape(bench.card, longest_seconds) as tape:
            time.sleep(SETTLE_SECONDS)
            turned = [_turn(bench, LEVELS[number % 2]) for number in range(effort.live_knobs)]
            time.sleep(SETTLE_SECONDS)
        _status_after_a_crowd(bench.client)
    found = [delays_of_turn(tape.heard, HERTZ, *turn) for turn in turned]
    delays = [pair for pair in found if pair is not None]
    if not delays:
        raise WarmtoneError("No turn of a knob could be found on the recording: the sound broke all the time.")
    says = f"{len(delays)} turns at block {bench.card.block_frames}"
    late = sum(first >= LONGEST_SECONDS for first, _ in delays)
    says += f", {late} of them not heard within {1e3 * LONGEST_SECONDS:g} ms" if late else ""
    says += f", {len(found) - len(delays)} more fell into a break" if len(delays) < len(found) else ""
    return [1e3 * first for first, _ in delays], [1e3 * half for _, half in delays], says


def _turn(bench: Bench, level: float) -> tuple[float, float]:
    """Turn the level at a moment that nothing else knows of; the moment, and the level."""
    remove_takes(bench.warmtone)
    time.sleep(random.uniform(*_PAUSE_SECONDS))
    turned_at = time.monotonic()
    bench.client.say("/knob", "level", level)
    return turned_at, level
