"""From the start to ready; what the bridge holds in memory, and what all processes use while nothing is asked."""

import sys
import time
from dataclasses import replace
from statistics import median

from bridge.bench.effort import Effort
from bridge.bench.figure import Figure
from bridge.bench.processes import cpu_seconds, family_of
from bridge.bench.started import started_warmtone
from bridge.client import Client
from bridge.launch import Warmtone, ask_status
from bridge.settings import Settings

READY = Figure("start to ready", None, "s", 5.0)
MEMORY = Figure("memory of the bridge", None, "MB", 150.0)
IDLE_CPU = Figure("idle CPU of all processes", None, "% of a core", 5.0)
FIGURES = (READY, MEMORY, IDLE_CPU)

_SETTLE_SECONDS = 1.0
_PATIENCE_SECONDS = 20.0


def measure_start(settings: Settings, effort: Effort) -> list[Figure]:
    """Several starts; the last one then works a little, and idles."""
    settings = replace(settings, device="silent")
    starts: list[float] = []
    for _ in range(effort.starts - 1):
        with started_warmtone(settings) as warmtone:
            starts.append(warmtone.ready_at - warmtone.began)
    with started_warmtone(settings) as warmtone, warmtone.client() as client:
        starts.append(warmtone.ready_at - warmtone.began)
        _work(client, effort.jobs_before_memory)
        memory = MEMORY.measured(ask_status(client).memory, f"resident, after {effort.jobs_before_memory} jobs")
        idle = _idle_cpu(warmtone, effort.idle_seconds)
    says = f"median of {len(starts)} starts with {settings.model}; the longest {max(starts):.2f} s"
    return [READY.measured(median(starts), says), memory, idle]


def _work(client: Client, jobs: int) -> None:
    for job in range(jobs):
        client.say("/generate", job, "seconds", 1.0, "seed", job)
        client.hear("/job/done", seconds=_PATIENCE_SECONDS)


def _idle_cpu(warmtone: Warmtone, seconds: float) -> Figure:
    if sys.platform != "linux":
        return IDLE_CPU.unmeasured("measured on Linux only")
    time.sleep(_SETTLE_SECONDS)
    family = family_of(warmtone.process_id)
    began, used = time.monotonic(), cpu_seconds(family)
    time.sleep(seconds)
    share = (cpu_seconds(family) - used) / (time.monotonic() - began)
    return IDLE_CPU.measured(100 * share, f"{len(family)} processes over {seconds:g} s, the speaker's callback running")
