"""Events to those whom they concern: the client that asked, and whoever subscribed."""

from collections.abc import Iterable

from bridge.clients import Clients
from bridge.osc import OscSocket, Peer
from bridge.vocabulary import Event, for_subscriber, render


class Replies:
    """Renders events and sends them; nobody else talks to the socket."""

    def __init__(self, osc: OscSocket, clients: Clients) -> None:
        self._osc = osc
        self._clients = clients

    def to(self, client: Peer, event: Event) -> None:
        """Answer one client."""
        self._osc.send(client, render(event))

    def of_job(self, client: Peer, event: Event) -> None:
        """An event of a client's job: to that client, and a copy with its name to every other subscriber."""
        wire = render(event)
        self._osc.send(client, wire)
        others = [subscriber for subscriber in self._clients.subscribers if subscriber != client]
        if others:
            self._osc.send_to_all(others, for_subscriber(wire, self._clients.name(client)))

    def to_all(self, clients: Iterable[Peer], event: Event) -> None:
        """News that belong to no job: to these clients and to every subscriber, once to each."""
        self._osc.send_to_all(dict.fromkeys((*clients, *self._clients.subscribers)), render(event))
