"""Who is asking: a client is the host and port that its answers go to, and the name that it gave with /hello."""

from bridge.osc import Peer
from engine import BusyError

MOST_CLIENTS = 256


class Clients:
    """Reply ports, names and subscriptions. A sender that announced nothing is its own client."""

    def __init__(self) -> None:
        self._reply_port: dict[Peer, int] = {}
        self._names: dict[Peer, str] = {}
        self._subscribers: dict[Peer, None] = {}

    @property
    def count(self) -> int:
        """How many said hello or subscribed."""
        return len(self._names.keys() | self._subscribers.keys())

    @property
    def subscribers(self) -> tuple[Peer, ...]:
        return tuple(self._subscribers)

    def client_of(self, sender: Peer, reply: int | None) -> Peer:
        """Where the answers to a sender go: the port named in the message, or announced, or its own."""
        return sender[0], reply or self._reply_port.get(sender, sender[1])

    def name(self, client: Peer) -> str:
        """The client's name, or its host and port where it gave none."""
        return self._names.get(client) or f"{client[0]}:{client[1]}"

    def greet(self, sender: Peer, port: int, name: str) -> Peer:
        """Send answers for this sender to that port of its host. Raises `BusyError` when too many clients are known."""
        client = (sender[0], port)
        self._make_room(client)
        while len(self._reply_port) >= 4 * MOST_CLIENTS:
            self._reply_port.pop(next(iter(self._reply_port)))
        self._reply_port[sender] = port
        self._names[client] = name
        return client

    def subscribe(self, client: Peer, on: bool) -> None:
        """Begin or end sending everybody's job events to a client. Raises `BusyError` when too many are known."""
        if on:
            self._make_room(client)
            self._subscribers[client] = None
        else:
            self._subscribers.pop(client, None)

    def _make_room(self, client: Peer) -> None:
        if client in self._names or client in self._subscribers or self.count < MOST_CLIENTS:
            return
        silent = next((known for known in self._names if known not in self._subscribers), None)
        if silent is None:
            raise BusyError(f"{MOST_CLIENTS} clients subscribe already; end one with /subscribe 0.")
        del self._names[silent]
