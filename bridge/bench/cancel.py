"""From `/cancel` to `/job/cancelled`, beside the time that one step of the same jobs takes."""

import random
import time
from collections.abc import Iterator
from dataclasses import replace
from statistics import median

from bridge.bench.effort import Effort
from bridge.bench.figure import Figure, percentile
from bridge.bench.started import started_warmtone
from bridge.client import Client
from bridge.settings import Settings
from engine import WarmtoneError

P99 = Figure("cancel p99", None, "ms", 5.0)
FIGURES = (P99,)

_REFERENCE_TAKES = 20
_TAKES_A_JOB = 64
_PATIENCE_SECONDS = 60.0


def measure_cancels(settings: Settings, effort: Effort) -> list[Figure]:
    """Jobs cancelled at a random moment of their first two takes; within reach are one step and 5 ms more."""
    with started_warmtone(replace(settings, device="silent")) as warmtone, warmtone.client() as client:
        takes = list(_step_times(client))
        step_ms = median(max(steps) for steps in takes) * 1e3
        take_seconds = median(sum(steps) for steps in takes)
        latencies = [_latency(client, trial, 2 * take_seconds) for trial in range(1, effort.cancels + 1)]
    return [
        replace(P99, reach=round(P99.reach + step_ms, 2)).measured(
            percentile(latencies, 99),
            f"{len(latencies)} jobs by {settings.model}; p50 {percentile(latencies, 50):.2f} ms, the longest "
            f"{max(latencies):.2f} ms; one step {step_ms:.2f} ms (median of the longest of each take)",
        )
    ]


def _step_times(client: Client) -> Iterator[list[float]]:
    """The seconds that each step took, take by take, of a job that is left alone."""
    client.say("/generate", 0, "seconds", 1.0, "count", _REFERENCE_TAKES)
    steps: list[float] = []
    before = time.monotonic()
    for address, values in _events(client, "/job/done"):
        now = time.monotonic()
        if address == "/job/progress":
            done, total = int(str(values[2])), int(str(values[4])) // _REFERENCE_TAKES
            if done % total:
                steps.append(now - before)
            elif steps:
                yield steps
                steps = []
            before = now


def _latency(client: Client, trial: int, within_seconds: float) -> float:
    """Milliseconds from the cancel of one running job to its end."""
    client.say("/generate", trial, "seconds", 1.0, "count", _TAKES_A_JOB, "seed", trial)
    _pass_over(client, "/job/started")
    for _ in client.listen(random.uniform(0.0, within_seconds)):
        pass
    cancelled_at = time.monotonic()
    client.say("/cancel", trial)
    _pass_over(client, "/job/cancelled")
    return (time.monotonic() - cancelled_at) * 1e3


def _pass_over(client: Client, last: str) -> None:
    for _ in _events(client, last):
        pass


def _events(client: Client, last: str) -> Iterator[tuple[str, tuple[object, ...]]]:
    """Every message up to the one with that address. Raises `WarmtoneError` for a refusal, and without an end."""
    for message in client.listen(_PATIENCE_SECONDS):
        if message.address in ("/error", "/job/failed"):
            raise WarmtoneError(f"Warmtone answered {message.address}: {message.values[-1]}")
        yield message.address, message.values
        if message.address == last:
            return
    raise WarmtoneError(f"Warmtone sent no {last} within {_PATIENCE_SECONDS:g} s.")
