"""From datagrams to requests: read, parsed, scheduled where their time has not come, served or refused.

Used by the bridge's loop, on its one thread. Each thing that can't be served is answered with exactly one /error,
but for an /error itself.
"""

import logging
import time
from collections.abc import Callable

from bridge.clients import Clients
from bridge.datagram import MalformedDatagram, Message, read_datagram
from bridge.loop import Loop
from bridge.osc import OscSocket, Peer
from bridge.replies import Replies
from bridge.sparing_log import SparingLog
from bridge.vocabulary import Name, Parsed, Refused, Request, parse, reply_port_in
from bridge.vocabulary.events import Error
from engine import WarmtoneError

MOST_SCHEDULED = 10_000
FURTHEST_SECONDS = 3600.0
_ERROR = "/error"
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
        self._refusals = SparingLog(_log, "refusals")
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
            self._refuse(self._clients.client_of(sender, None), Refused("datagram", "malformed", sentence))
            return
        # Once for all of a bundle: each with a reading of its own, they would be served in another order.
        monotonic_ahead = -time.time() + time.monotonic()
        for message in messages:
            self._take_in(sender, message, monotonic_ahead)

    def _take_in(self, sender: Peer, message: Message, monotonic_ahead: float) -> None:
        try:
            parsed = parse(message.address, message.values)
            self._at_its_time(sender, message, parsed, monotonic_ahead)
        except Refused as error:
            client = self._clients.client_of(sender, reply_port_in(message.values))
            if message.address == _ERROR:
                # An answer to an error would be answered with an error: by another Warmtone, or by this one itself
                # where somebody named its own port for the answers.
                self._note(client, error)
            else:
                self._refuse(client, error)

    def _at_its_time(self, sender: Peer, message: Message, parsed: Parsed, monotonic_ahead: float) -> None:
        now = time.monotonic()
        due = now if message.due is None else message.due + monotonic_ahead
        if due <= now:
            self._serve_parsed(sender, message.address, parsed)
        elif due > now + FURTHEST_SECONDS or self.scheduled >= MOST_SCHEDULED:
            sentence = f"A time tag is at most {FURTHEST_SECONDS:g} s ahead, and {MOST_SCHEDULED} messages can wait."
            raise Refused(_about(parsed.request, message.address), "time", sentence)
        else:
            self.scheduled += 1
            self._loop.at(due, lambda: self._serve_scheduled(sender, message.address, parsed))

    def _serve_scheduled(self, sender: Peer, address: str, parsed: Parsed) -> None:
        self.scheduled -= 1
        self._serve_parsed(sender, address, parsed)

    def _serve_parsed(self, sender: Peer, address: str, parsed: Parsed) -> None:
        client = self._clients.client_of(sender, parsed.reply)
        try:
            self._serve_request(sender, client, address, parsed.request)
        except Refused as error:
            self._refuse(client, error)

    def _serve_request(self, sender: Peer, client: Peer, address: str, request: Request) -> None:
        about = _about(request, address)
        try:
            self._serve(sender, client, request)
        except Refused:
            raise
        except WarmtoneError as error:
            raise Refused(about, error.code, str(error)) from error
        except Exception as error:
            _log.exception("%s could not be served", address)
            raise Refused(about, "failed", f"{address} failed unexpectedly: {error}.") from error

    def _refuse(self, client: Peer, refusal: Refused) -> None:
        self._replies.to(client, Error(refusal.about, refusal.code, str(refusal)))
        self._note(client, refusal)

    def _note(self, client: Peer, refusal: Refused) -> None:
        self.refused += 1
        self._refusals.info("%s  refused (%s): %s", self._clients.name(client), refusal.code, refusal)


def _about(request: Request, address: str) -> Name:
    """What an error is about: the job where the request names one."""
    job: Name | None = getattr(request, "job", None)
    return address if job is None else job
