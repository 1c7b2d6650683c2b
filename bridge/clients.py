"""Who is asking: a client is the host and port that its answers go to, and the name that it gave with /hello.

Used by the bridge's loop, on its one thread. UDP tells nobody that a client is gone, so the table is bounded, and who
was not heard for the longest time makes room.
"""

import logging
import time
from dataclasses import dataclass

from bridge.osc import Peer
from bridge.sparing_log import SparingLog
from engine import BusyError

MOST_CLIENTS = 256
MOST_SENDERS = 4 * MOST_CLIENTS
IDLE_SUBSCRIBER_SECONDS = 600.0
"""A subscriber listens, and says little; silent for so long it makes room where there is no other."""


@dataclass(slots=True)
class _Known:
    """A client that said hello or subscribed: its name, empty for none, and when it was heard last."""

    name: str
    heard_at: float


class Clients:
    """Reply ports, names and subscriptions. A sender that announced nothing is its own client."""

    def __init__(self) -> None:
        # Both with the one first that was not heard for the longest time.
        self._reply_port: dict[Peer, int] = {}
        self._known: dict[Peer, _Known] = {}
        self._subscribers: dict[Peer, None] = {}
        self._log = SparingLog(logging.getLogger("warmtone.clients"), "clients that make room")

    @property
    def count(self) -> int:
        """How many said hello or subscribed."""
        return len(self._known)

    @property
    def subscribers(self) -> tuple[Peer, ...]:
        return tuple(self._subscribers)

    def client_of(self, sender: Peer, reply: int | None) -> Peer:
        """Where the answers to a sender go, who is heard now: the port in the message, or announced, or its own."""
        port = self._reply_port.pop(sender, None)
        if port is not None:
            self._reply_port[sender] = port
        client = sender[0], reply or port or sender[1]
        if client in self._known:
            self._hear(client, self._known.pop(client).name)
        return client

    def name(self, client: Peer) -> str:
        """The client's name, or its host and port where it gave none."""
        known = self._known.get(client)
        return known.name if known and known.name else f"{client[0]}:{client[1]}"

    def greet(self, sender: Peer, port: int, name: str) -> Peer:
        """Send answers for this sender to that port of its host, and what it subscribed to as well.

        Raises `BusyError` when too many clients are known.
        """
        client = (sender[0], port)
        before = (sender[0], self._reply_port.get(sender, port))
        self._make_room(client)
        self._reply_port.pop(sender, None)
        self._reply_port[sender] = port
        if before != client and not self._announced(before):
            self._move(before, client)
        if len(self._reply_port) > MOST_SENDERS:
            self._reply_port.pop(next(iter(self._reply_port)))
        self._hear(client, name)
        return client

    def subscribe(self, client: Peer, on: bool) -> None:
        """Begin or end sending everybody's job events to a client. Raises `BusyError` when too many are known."""
        if on:
            self._make_room(client)
            self._hear(client, self._known[client].name if client in self._known else "")
            self._subscribers[client] = None
        elif client in self._subscribers:
            del self._subscribers[client]
            if not self._known[client].name:
                del self._known[client]

    def _hear(self, client: Peer, name: str) -> None:
        self._known.pop(client, None)
        self._known[client] = _Known(name, time.monotonic())

    def _announced(self, client: Peer) -> bool:
        """Whether a sender still wants its answers there."""
        return any((host, port) == client for (host, _), port in self._reply_port.items())

    def _move(self, before: Peer, client: Peer) -> None:
        """A client has another port now."""
        self._known.pop(before, None)
        if before in self._subscribers:
            del self._subscribers[before]
            self._subscribers[client] = None

    def _make_room(self, client: Peer) -> None:
        if client in self._known or len(self._known) < MOST_CLIENTS:
            return
        idlest = next((known for known in self._known if known not in self._subscribers), None)
        if idlest is None:
            idlest = next(iter(self._known))
            if time.monotonic() - self._known[idlest].heard_at < IDLE_SUBSCRIBER_SECONDS:
                raise BusyError(f"{MOST_CLIENTS} clients subscribe already; end one with /subscribe 0.")
        self._log.info("%s was idle for the longest time, and makes room: %d clients", self.name(idlest), MOST_CLIENTS)
        del self._known[idlest]
        self._subscribers.pop(idlest, None)
