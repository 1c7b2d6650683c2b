"""More messages than anybody plays: what is lost at a steady rate, and whether every loss is counted in a blast."""

import select
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from bridge.bench.effort import Effort
from bridge.bench.figure import Figure
from bridge.bench.started import started_warmtone
from bridge.client import LOOPBACK
from bridge.datagram import read_datagram, write_message
from bridge.launch import status_in
from bridge.osc import OscSocket
from bridge.settings import Settings
from bridge.vocabulary.events import Status
from engine import WarmtoneError

PACED = Figure("lost of 20,000 messages/s", None, "messages", 0)
UNPACED = Figure("losses not counted, unpaced", None, "messages", 0)
FIGURES = (PACED, UNPACED)

MESSAGES_A_SECOND = 20_000
_TICK_SECONDS = 0.001
# A sender that the system has held up does not make good for more than this; else it would measure itself.
_LARGEST_BACKLOG_SECONDS = 0.004
_UNPACED_BATCH = 50
_QUIET_SECONDS = 0.3
_PATIENCE_SECONDS = 5.0
_ANSWERS_BUFFER_BYTES = 4 * 1024 * 1024
_PING = write_message("/ping", [1])


@dataclass(frozen=True, slots=True)
class Account:
    """Where the messages of a flood went: `received`, `lost` and `unsent` by /status, the rest by the sender.

    `unsent` are answers that the bridge's system would not take, `missed` those that came to a full buffer here.
    """

    sent: int
    seconds: float
    answered: int
    missed: int
    received: int
    lost: int
    unsent: int

    @property
    def unaccounted(self) -> int:
        """Messages of which nobody can tell what became of them."""
        unread = abs(self.sent - self.received - self.lost)
        unanswered = abs(self.received - self.answered - self.missed - self.unsent)
        return unread + unanswered

    def __str__(self) -> str:
        rate = self.sent / self.seconds
        return f"{self.sent:,} sent at {rate:,.0f}/s, {self.answered:,} answered, {self.lost:,} counted as lost"


def measure_floods(settings: Settings, effort: Effort) -> list[Figure]:
    """Pings at a steady rate and as fast as they go, to a bridge with the system's own receive buffer."""
    settings = replace(settings, device="silent", receive_buffer=0)
    with started_warmtone(settings) as warmtone:
        port = warmtone.port
        paced = flood(port, paced_batches(MESSAGES_A_SECOND, effort.paced_seconds))
        unpaced = flood(port, [_UNPACED_BATCH] * (effort.unpaced_messages // _UNPACED_BATCH))
    return [
        PACED.measured(paced.lost + paced.unaccounted, str(paced)),
        UNPACED.measured(unpaced.unaccounted, str(unpaced)),
    ]


def paced_batches(messages_a_second: int, seconds: float) -> Iterator[int]:
    """How many messages are due, each time it is asked; before it tells, it sleeps."""
    sent, messages = 0, round(messages_a_second * seconds)
    began = time.monotonic()
    while sent < messages:
        time.sleep(_TICK_SECONDS)
        now = time.monotonic()
        began = max(began, now - sent / messages_a_second - _LARGEST_BACKLOG_SECONDS)
        batch = min(messages, int((now - began) * messages_a_second)) - sent
        sent += batch
        yield batch


def flood(port: int, batches: Iterable[int]) -> Account:
    """Send batches of pings and read the answers between them; then find out where all went."""
    sender = OscSocket(LOOPBACK, 0, _ANSWERS_BUFFER_BYTES)
    before = _status(sender, port)
    sent, answered, began = 0, 0, time.monotonic()
    for batch in batches:
        _send(sender, port, batch)
        sent += batch
        answered += _read(sender)
    seconds = time.monotonic() - began
    answered += _read_the_rest(sender)
    after = _status(sender, port)
    sender.close()
    # The later /status is itself a message that was received.
    received = after.received - before.received - 1
    lost, unsent = after.lost - before.lost, after.unsent - before.unsent
    return Account(sent, seconds, answered, sender.lost, received, lost, unsent)


def _send(sender: OscSocket, port: int, messages: int) -> None:
    for _ in range(messages):
        sender.waitable.sendto(_PING, (LOOPBACK, port))


def _read(sender: OscSocket) -> int:
    """How many answers are here."""
    answered = 0
    while came := sum(1 for _ in sender.receive()):
        answered += came
    return answered


def _read_the_rest(sender: OscSocket) -> int:
    """How many answers still come, until none has come for a while."""
    answered = 0
    while _waited(sender, _QUIET_SECONDS):
        answered += _read(sender)
    return answered


def _status(sender: OscSocket, port: int) -> Status:
    """What /status says; asked from the same socket, because its answer also tells what that has missed."""
    sender.send((LOOPBACK, port), ("/status", []))
    while _waited(sender, _PATIENCE_SECONDS):
        for data, _ in sender.receive():
            return status_in(read_datagram(data)[0])
    raise WarmtoneError(f"/status was not answered within {_PATIENCE_SECONDS:g} s.")


def _waited(sender: OscSocket, seconds: float) -> bool:
    """Wait for a datagram; whether there is one."""
    return bool(select.select([sender.waitable], [], [], seconds)[0])
