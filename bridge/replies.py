"""Events to those whom they concern: the client that asked, and whoever subscribed."""

import time
from collections.abc import Iterable

from bridge.clients import Clients
from bridge.osc import OscSocket, Peer
from bridge.vocabulary import Event, for_subscriber, render
from bridge.vocabulary.events import Progress

SECONDS_BETWEEN_COPIES = 0.05


class Replies:
    """Renders events and sends them; nobody else talks to the socket."""

    def __init__(self, osc: OscSocket, clients: Clients) -> None:
        self._osc = osc
        self._clients = clients
        self._copied_at = 0.0

    def to(self, client: Peer, event: Event) -> None:
        """Answer one client."""
        self._osc.send(client, render(event))

    def of_job(self, client: Peer, event: Event) -> None:
        """An event of a client's job: to that client, and a copy with its name to every other subscriber.

        Of steps subscribers hear 20 a second at most: a fast model makes thousands, and each would go to all of them.
        """
        wire = render(event)
        self._osc.send(client, wire)
        if isinstance(event, Progress) and not self._copy_is_due(event):
            return
        others = [subscriber for subscriber in self._clients.subscribers if subscriber != client]
        if others:
            self._osc.send_to_all(others, for_subscriber(wire, self._clients.name(client)))

    def _copy_is_due(self, step: Progress) -> bool:
        now = time.monotonic()
        if now - self._copied_at < SECONDS_BETWEEN_COPIES and step.done < step.total:
            return False
        self._copied_at = now
        return True

    def to_all(self, clients: Iterable[Peer], event: Event) -> None:
        """News that belong to no job: to these clients and to every subscriber, once to each."""
        self._osc.send_to_all(dict.fromkeys((*clients, *self._clients.subscribers)), render(event))
