"""`/ping` to `/pong`: what the bridge's loop takes to answer, idle and beside a running job."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from bridge.bench.effort import Effort
from bridge.bench.figure import Figure, percentile
from bridge.bench.started import started_warmtone
from bridge.bench.work import always_at_work
from bridge.client import LOOPBACK
from bridge.datagram import Message, read_datagram, write_message
from bridge.launch import Warmtone
from bridge.settings import Settings
from engine import WarmtoneError

IDLE_P50 = Figure("ping idle p50", None, "ms", 0.1)
IDLE_P99 = Figure("ping idle p99", None, "ms", 0.5)
BUSY_P99 = Figure("ping busy p99", None, "ms", 5.0)
FIGURES = (IDLE_P50, IDLE_P99, BUSY_P99)

# Rare enough that each ping finds the loop asleep, as the lone message of a patch does.
_PAUSE_SECONDS = 0.003
_WARM_UP = 20
_PATIENCE_SECONDS = 5.0


def measure_pings(settings: Settings, effort: Effort) -> list[Figure]:
    """Round trips of one message at a time, from the sender's clock to the sender's clock."""
    with started_warmtone(replace(settings, device="silent")) as warmtone, _connected(warmtone) as sender:
        idle = round_trips(sender, effort.pings)
        with always_at_work(warmtone):
            busy = round_trips(sender, effort.pings)
    return [
        IDLE_P50.measured(percentile(idle, 50), f"{len(idle)} pings, one every {_PAUSE_SECONDS * 1e3:g} ms"),
        IDLE_P99.measured(percentile(idle, 99), f"the same; the longest {max(idle):.2f} ms"),
        BUSY_P99.measured(
            percentile(busy, 99),
            f"{len(busy)} pings; p50 {percentile(busy, 50):.2f} ms, the longest {max(busy):.2f} ms",
        ),
    ]


def round_trips(sender: socket.socket, pings: int) -> list[float]:
    """Milliseconds from each /ping to its /pong."""
    return [_round_trip(sender, number) for number in range(_WARM_UP + pings)][_WARM_UP:]


def _round_trip(sender: socket.socket, number: int) -> float:
    ping = write_message("/ping", [number])
    time.sleep(_PAUSE_SECONDS)
    sent_at = time.monotonic()
    sender.send(ping)
    answer = sender.recv(1024)
    heard_at = time.monotonic()
    if read_datagram(answer) != [Message("/pong", (number,))]:
        raise WarmtoneError(f"Warmtone answered ping {number} with {answer!r}.")
    return (heard_at - sent_at) * 1e3


@contextmanager
def _connected(warmtone: Warmtone) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.connect((LOOPBACK, warmtone.port))
        sender.settimeout(_PATIENCE_SECONDS)
        yield sender
