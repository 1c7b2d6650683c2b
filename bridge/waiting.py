"""Waiting for several sockets and pipes at once.

Used by the bridge's loop, on its one thread, at every turn.
"""

import selectors
import socket
import sys
from collections.abc import Sequence
from multiprocessing.connection import Connection, wait

Waitable = socket.socket | Connection


class Waiting:
    """Keeps the system's list of what is waited for between two waits: making it anew costs a tenth of a ping."""

    def __init__(self) -> None:
        self._waitables: Sequence[Waitable] = ()
        self._selector: selectors.BaseSelector | None = None

    def wait(self, waitables: Sequence[Waitable], longest_seconds: float | None) -> Sequence[object]:
        """Those that can be read, as soon as there is one; none after that time."""
        if sys.platform == "win32":  # whose selectors take no pipes
            return wait(waitables, longest_seconds)
        if self._selector is None or list(waitables) != self._waitables:
            self._selector = self._listing(waitables)
        return [key.fileobj for key, _ in self._selector.select(longest_seconds)]

    def close(self) -> None:
        """Give the system's list back."""
        if self._selector:
            self._selector.close()
            self._selector = None

    def _listing(self, waitables: Sequence[Waitable]) -> selectors.BaseSelector:
        self.close()
        self._waitables = list(waitables)
        selector = selectors.DefaultSelector()
        for waitable in waitables:
            selector.register(waitable, selectors.EVENT_READ)
        return selector
