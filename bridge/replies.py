"""Events to those whom they concern: the client that asked, and whoever subscribed."""

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
        for subscriber in self._clients.subscribers:
            if subscriber != client:
                self._osc.send(subscriber, for_subscriber(wire, self._clients.name(client)))

    def to_subscribers(self, event: Event) -> None:
        """News that belong to no job."""
        for subscriber in self._clients.subscribers:
            self._osc.send(subscriber, render(event))
