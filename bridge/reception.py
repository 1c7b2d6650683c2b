"""From datagrams to requests: read, scheduled where their time has not come, parsed, served or refused.

Used by the bridge's loop, on its one thread. Each thing that can't be served is answered with exactly one /error.
"""

import logging
import time
from collections.abc import Callable

from bridge.clients import Clients
from bridge.datagram import MalformedDatagram, Message, read_datagram
from bridge.loop import Loop
from bridge.osc import OscSocket, Peer
from bridge.replies import Replies
from bridge.vocabulary import Name, Refused, Request, parse, reply_port_in
from bridge.vocabulary.events import Error
from engine import WarmtoneError

MOST_SCHEDULED = 10_000
FURTHEST_SECONDS = 3600.0
_log = logging.getLogger("warmtone.reception")

Serve = Callable[[Peer, Peer, Request], None]
"""Called with the sender, the client that its answers go to, and the request; raises `WarmtoneError` to refuse."""


class Reception:
    """Takes datagrams in. `refused` counts what was answered with /error, `scheduled` what waits for its time."""

    def __init__(self, osc: OscSocket, loop: Loop, clients: Clients, replies: Replies, serve: Serve) -> None:
        self._osc = osc
        self._loop = loop
        self._clients = clients
        self._replies = replies
        self._serve = serve
        self.refused = 0
        self.scheduled = 0

    def receive(self) -> None:
        """Serve what the socket has; call it when that is readable."""
        for data, sender in self._osc.receive():
            self._read(data, sender)

    def _read(self, data: bytes, sender: Peer) -> None:
        try:
            messages = read_datagram(data)
        except MalformedDatagram as error:
            sentence = f"This datagram of {len(data)} bytes is no OSC message or bundle: {error}."
            self._refuse(self._clients.client_of(sender, None), "datagram", "malformed", sentence)
            return
        for message in messages:
            self._at_its_time(sender, message)

    def _at_its_time(self, sender: Peer, message: Message) -> None:
        ahead = 0.0 if message.due is None else message.due - time.time()
        if ahead <= 0:
            self._handle(sender, message)
        elif ahead > FURTHEST_SECONDS or self.scheduled >= MOST_SCHEDULED:
            self._turn_away(sender, message)
        else:
            self.scheduled += 1
            self._loop.at(time.monotonic() + ahead, lambda: self._handle_scheduled(sender, message))

    def _turn_away(self, sender: Peer, message: Message) -> None:
        sentence = f"A time tag is at most {FURTHEST_SECONDS:g} s ahead, and {MOST_SCHEDULED} messages can wait."
        client = self._clients.client_of(sender, reply_port_in(message.values))
        self._refuse(client, message.address, "time", sentence)

    def _handle_scheduled(self, sender: Peer, message: Message) -> None:
        self.scheduled -= 1
        self._handle(sender, message)

    def _handle(self, sender: Peer, message: Message) -> None:
        client = self._clients.client_of(sender, None)
        try:
            parsed = parse(message.address, message.values)
            client = self._clients.client_of(sender, parsed.reply)
            self._serve_request(sender, client, message.address, parsed.request)
        except Refused as error:
            client = self._clients.client_of(sender, reply_port_in(message.values))
            self._refuse(client, error.about, error.code, str(error))

    def _serve_request(self, sender: Peer, client: Peer, address: str, request: Request) -> None:
        about: Name = getattr(request, "job", None) or address
        try:
            self._serve(sender, client, request)
        except Refused:
            raise
        except WarmtoneError as error:
            raise Refused(about, error.code, str(error)) from error
        except Exception as error:
            _log.exception("%s could not be served", address)
            raise Refused(about, "failed", f"{address} failed unexpectedly: {error}.") from error

    def _refuse(self, client: Peer, about: Name, code: str, sentence: str) -> None:
        self.refused += 1
        self._replies.to(client, Error(about, code, sentence))
