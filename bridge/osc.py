"""The UDP socket: datagrams in, messages out, and a count of what the system dropped.

Used by the bridge's loop, on its one thread: `receive` when the socket is readable, `send` for every reply.
"""

import contextlib
import errno
import socket
import struct
import sys
from collections.abc import Iterable, Iterator

from bridge.datagram import write_message
from bridge.vocabulary import Wire
from engine import BusyError

Peer = tuple[str, int]
"""Host and port of who sent a datagram, or of where a reply goes."""

LARGEST_DATAGRAM_BYTES = 65_535
DATAGRAMS_A_TURN = 32
_SO_RXQ_OVFL = 40  # <asm-generic/socket.h>; Python has no name for it
_TELLS_LOSSES = sys.platform == "linux"


class OscSocket:
    """A bound socket; `received`, `lost` and `unsent` count since its start."""

    def __init__(self, host: str, port: int, receive_buffer_bytes: int) -> None:
        """Bind. A buffer of 0 bytes leaves the system's default. Raises `BusyError` for a port that is taken."""
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        if receive_buffer_bytes:
            with contextlib.suppress(OSError):  # macOS refuses more than it has, where Linux gives what it can
                self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer_bytes)
        if _TELLS_LOSSES:
            self._socket.setsockopt(socket.SOL_SOCKET, _SO_RXQ_OVFL, 1)
        self._bind(host, port)
        self.received = self.lost = self.unsent = 0

    @property
    def waitable(self) -> socket.socket:
        return self._socket

    @property
    def port(self) -> int:
        return int(self._socket.getsockname()[1])

    def receive(self) -> Iterator[tuple[bytes, Peer]]:
        """What has come, at most a turn's worth, so that pipes and times get their turn in a flood."""
        for _ in range(DATAGRAMS_A_TURN):
            try:
                data, peer = self._next()
            except (BlockingIOError, InterruptedError):
                return
            except ConnectionError:
                continue  # a peer of an earlier reply is gone; its news arrives here on some systems
            self.received += 1
            yield data, peer

    def send(self, peer: Peer, wire: Wire) -> None:
        """Send one message; one that the system won't take is counted."""
        self._send(write_message(*wire), peer)

    def send_to_all(self, peers: Iterable[Peer], wire: Wire) -> None:
        """Send one message to many, written once: it is most of the work."""
        datagram = write_message(*wire)
        for peer in peers:
            self._send(datagram, peer)

    def close(self) -> None:
        self._socket.close()

    def _send(self, datagram: bytes, peer: Peer) -> None:
        try:
            self._socket.sendto(datagram, peer)
        except OSError:
            self.unsent += 1

    def _next(self) -> tuple[bytes, Peer]:
        if not _TELLS_LOSSES:
            return self._socket.recvfrom(LARGEST_DATAGRAM_BYTES)
        data, ancillary, _, peer = self._socket.recvmsg(LARGEST_DATAGRAM_BYTES, 64)
        for _level, kind, value in ancillary:
            if kind == _SO_RXQ_OVFL:
                (self.lost,) = struct.unpack("I", value)
        return data, peer

    def _bind(self, host: str, port: int) -> None:
        try:
            self._socket.bind((host, port))
        except OSError as error:
            self._socket.close()
            if error.errno == errno.EADDRINUSE:
                raise BusyError(
                    f"Port {port} is taken: Warmtone may be running already. Stop it, or choose another with --port."
                ) from error
            raise BusyError(f"{host}:{port} can't be listened on: {error.strerror}.") from error
