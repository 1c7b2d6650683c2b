"""The archive: the thread that owns a session, so that no disk ever holds up the bridge's loop.

Who calls what from where: `start`, `do`, `waiting` and `close` are the loop's. Works run on the archive's thread, one
after the other in the order they came, and only they touch the `Session`. `then` and `failed` are handed to `post`,
which is thread-safe and runs them on the loop; exactly one of the two comes back for every work.
"""

import itertools
import logging
import math
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from bridge.takes.decoder import Decoder
from bridge.takes.names import shown
from bridge.takes.session import Session, open_session
from engine import BusyError, MissingError, WarmtoneError

T = TypeVar("T")
Post = Callable[[Callable[[], None]], None]
"""Runs a callable on the bridge's loop, soon."""

Failed = Callable[[WarmtoneError], None]

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Work:
    number: int
    perform: Callable[[Session], None]
    failed: Failed


class Archive:
    """Works on a session, in order, on a thread of their own."""

    def __init__(self, folder: Path, post: Post, name: str | None = None) -> None:
        self._folder = folder
        self._name = name
        self._post = post
        self._works: queue.SimpleQueue[_Work | None] = queue.SimpleQueue()
        self._session: Session | None = None
        self._decoder = Decoder()
        self._closing = False
        self._numbers = itertools.count()
        self._lost_before = 0.0
        self._thread = threading.Thread(target=self._run, name="archive", daemon=True)

    def start(self) -> None:
        """Start the thread. The first work opens the session; where that fails it does too, and the next one tries."""
        self._thread.start()

    def do(self, work: Callable[[Session], T], then: Callable[[T], None], failed: Failed) -> None:
        """Have a work done on the session; `then` gets what it returns, `failed` why it couldn't be done."""
        if self._closing:
            self._post(lambda: failed(BusyError("Warmtone is closing: ask again when it has started anew.")))
            return

        def perform(session: Session) -> None:
            result = work(session)
            self._post(lambda: then(result))

        self._works.put(_Work(next(self._numbers), perform, failed))

    @property
    def waiting(self) -> int:
        """Works that have not begun."""
        return self._works.qsize()

    def close(self, timeout_seconds: float = 5.0) -> bool:
        """Take no more works, finish those queued, close the session; whether that was done in time."""
        if not self._closing:
            self._closing = True
            self._works.put(None)
        if self._thread.is_alive():
            self._thread.join(timeout_seconds)
        if self._thread.is_alive():
            logger.error("The disk is too slow: %d works on takes were not finished.", self.waiting)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while (work := self._works.get()) is not None:
            self._try(work)
        self._decoder.close()
        if self._session is not None:
            self._session.close()

    def _try(self, work: _Work) -> None:
        try:
            work.perform(self._opened(work.number))
        except WarmtoneError as error:
            self._fail(work, error)
        except Exception as error:
            logger.exception("A work on the session's takes failed.")
            self._fail(work, WarmtoneError(f"The take archive failed unexpectedly ({error!r}): please report the log."))

    def _opened(self, number: int) -> Session:
        if self._session is not None and self._session.gone:
            self._session.close()
            self._session = None
            self._lost_before = math.inf
            self._post(self._told)
        # Not mended in silence: takes meant for a disk that was unplugged would go elsewhere.
        if number < self._lost_before:
            raise MissingError(
                f"The session's folder {shown(self._folder)} is gone: deleted, moved or on a disk that was unplugged. "
                "Put it back, or ask again to begin an empty one there."
            )
        if self._session is None:
            self._session = open_session(self._folder, self._name, self._decoder)
        return self._session

    def _told(self) -> None:
        """On the loop: works from now on were asked for by somebody who may know that the folder is gone."""
        self._lost_before = float(next(self._numbers))

    def _fail(self, work: _Work, error: WarmtoneError) -> None:
        self._post(lambda: work.failed(error))
