"""A small OSC client: what the demo, the benchmarks and the tests talk to a running Warmtone with."""

import socket
import time
from collections.abc import Iterator

from bridge.datagram import Message, read_datagram, write_message
from engine import WarmtoneError

LOOPBACK = "127.0.0.1"


class Client:
    """One socket: it says messages to a port of this machine and hears the answers at its own."""

    def __init__(self, port: int, host: str = LOOPBACK) -> None:
        self._to = (host, port)
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((LOOPBACK if host == LOOPBACK else "", 0))

    @property
    def port(self) -> int:
        """Where the answers come to."""
        return int(self._socket.getsockname()[1])

    def say(self, address: str, *values: int | float | str) -> None:
        """Send one message."""
        self.send(write_message(address, list(values)))

    def send(self, datagram: bytes) -> None:
        """Send bytes as they are."""
        self._socket.sendto(datagram, self._to)

    def hear(self, *addresses: str, seconds: float = 5.0) -> Message:
        """The next message with one of these addresses; others before it are passed over.

        Raises `WarmtoneError` with what was heard instead when none comes in time.
        """
        heard: list[str] = []
        for message in self.listen(seconds):
            if message.address in addresses:
                return message
            heard.append(f"{message.address} {' '.join(map(str, message.values))}")
        raise WarmtoneError(f"{' or '.join(addresses)} did not come within {seconds:g} s; {heard or 'nothing'} did.")

    def listen(self, seconds: float) -> Iterator[Message]:
        """Every message that comes, until that time is over."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            self._socket.settimeout(left)
            try:
                data = self._socket.recv(65_535)
            except TimeoutError:
                return
            yield from read_datagram(data)

    def close(self) -> None:
        self._socket.close()


def value_of(message: Message, key: str) -> object:
    """What follows a key in a message's values.

    >>> value_of(Message("/job/take", ("a", "take", 12, "path", "/a.wav")), "take")
    12
    """
    return message.values[message.values.index(key) + 1]
