"""What the live path is measured on: a Warmtone that plays a sine to a JACK server, beside a job that never ends."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bridge.bench.figure import Figure
from bridge.bench.jack_card import JackCard, running_jack_card
from bridge.bench.processes import family_of
from bridge.bench.sound import playing_warmtone
from bridge.bench.work import always_at_work
from bridge.client import Client
from bridge.launch import Warmtone
from bridge.settings import Settings

HERTZ = 1000.0
LEVELS = (0.25, 0.5)
"""Between these the knob goes; what is measured otherwise has the second one."""
SETTLE_SECONDS = 0.3
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
        return Figure(named(self.card.rate_hz, self.ring_hops, name), None, unit, reach)


def named(rate_hz: int, ring_hops: float, name: str) -> str:
    return f"{name}, {rate_hz / 1000:g} kHz, ring {ring_hops:g}"


@contextmanager
def playing_bench(settings: Settings, rate_hz: int, block_frames: int) -> Iterator[Bench]:
    with (
        running_jack_card(rate_hz, block_frames) as card,
        playing_warmtone(settings, card) as warmtone,
        always_at_work(warmtone),
        warmtone.client() as client,
    ):
        before = family_of(warmtone.process_id)
        _start(client, settings.ring)
        yield Bench(warmtone, client, card, family_of(warmtone.process_id) - before, settings.ring)


@contextmanager
def sounding_sine(bench: Bench) -> Iterator[None]:
    """A pure sine for the length of the block."""
    _start(bench.client, bench.ring_hops)
    bench.client.say("/knobs", HERTZ, 0.0, 0.0, LEVELS[1])
    time.sleep(SETTLE_SECONDS)
    try:
        yield
    finally:
        bench.client.say("/live/stop")
        bench.client.hear("/live/stopped", seconds=_PATIENCE_SECONDS)


def _start(client: Client, ring_hops: float) -> None:
    client.say("/live/start", "sines", "ring", ring_hops)
    client.hear("/live/playing", seconds=_PATIENCE_SECONDS)


def remove_takes(warmtone: Warmtone) -> None:
    """Keep the disk from filling up with what the job makes."""
    takes = sorted(warmtone.settings.session.glob("takes/*.wav"))
    for take in takes[:-_TAKES_KEPT]:
        take.unlink(missing_ok=True)
