"""How events leave the engine: one after the other, in order, whatever is done while one is being handed over.

Used by the engine, on the bridge's loop. Whoever receives an event may call the engine from within; what comes of
that is delivered after it.
"""

import logging
from collections import deque
from collections.abc import Callable

from engine.jobs import EngineEvent

Deliver = Callable[[EngineEvent], None]
_log = logging.getLogger("warmtone.engine")


class Delivery:
    """Calls the receiver with each event; an error of the receiver is logged and doesn't hold up the jobs."""

    def __init__(self, receiver: Deliver) -> None:
        self._receiver = receiver
        self._waiting: deque[EngineEvent] = deque()
        self._at_work = False

    def __call__(self, event: EngineEvent) -> None:
        """Deliver an event: at once, or after the one that is being delivered."""
        self._waiting.append(event)
        if self._at_work:
            return
        self._at_work = True
        try:
            while self._waiting:
                self._hand_over(self._waiting.popleft())
        finally:
            self._at_work = False

    def _hand_over(self, event: EngineEvent) -> None:
        try:
            self._receiver(event)
        except Exception:
            _log.exception("an error in what received %s; the engine goes on", type(event).__name__)
