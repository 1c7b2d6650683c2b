"""The bridge's loop: one thread that waits for sockets, pipes and times, and calls what belongs to each.

Everything in the bridge runs on this thread, so nothing in it needs a lock. Other threads (the archive's, a signal
handler) hand something over with `call`, which alone may be used from anywhere.
"""

import contextlib
import heapq
import itertools
import logging
import socket
import time
from collections import deque
from collections.abc import Callable

from bridge.waiting import Waitable, Waiting

LONG_SECONDS = 0.002
"""What keeps everything else waiting for longer is noted."""

Call = Callable[[], None]
_log = logging.getLogger("warmtone.loop")


class Held:
    """Calls that held the loop up for longer than 2 ms: how often, and the longest time, by the function's name."""

    def __init__(self) -> None:
        self.calls: dict[str, tuple[int, float]] = {}

    @property
    def longest_seconds(self) -> float:
        """The longest of all; 0 where none was long."""
        return max((seconds for _, seconds in self.calls.values()), default=0.0)

    def note(self, function: Call, seconds: float) -> None:
        """One more."""
        name = getattr(function, "__qualname__", repr(function))
        times, longest = self.calls.get(name, (0, 0.0))
        self.calls[name] = (times + 1, max(longest, seconds))


class Loop:
    """Waits for what is watched; runs calls handed over and calls that are due. `held` tells of the long ones."""

    def __init__(self) -> None:
        self._watched: list[tuple[Callable[[], Waitable], Call]] = []
        self._due: list[tuple[float, int, Call]] = []
        self._order = itertools.count()
        self._handed_over: deque[Call] = deque()
        self._bell, self._ear = socket.socketpair()
        self._bell.setblocking(False)
        self._ear.setblocking(False)
        self._waiting = Waiting()
        self._stopped = False
        self.held = Held()

    @property
    def stopped(self) -> bool:
        """Whether `stop` was called, be it before `run`."""
        return self._stopped

    def watch(self, waitable: Callable[[], Waitable], readable: Call) -> None:
        """Call `readable` whenever something can be read from what `waitable` gives.

        It is asked at every turn, because a process that was started anew is talked to over a new pipe.
        """
        self._watched.append((waitable, readable))

    def call(self, function: Call) -> None:
        """Run a function on the loop's thread, in the order handed over; may be called from any thread."""
        self._handed_over.append(function)
        # A full bell has been rung often enough, and a closed one has nobody to wake.
        with contextlib.suppress(OSError):
            self._bell.send(b"\0")

    def at(self, monotonic_seconds: float, function: Call) -> None:
        """Run a function at a time of `time.monotonic()`, or at once where that has passed."""
        heapq.heappush(self._due, (monotonic_seconds, next(self._order), function))

    def every(self, seconds: float, function: Call) -> None:
        """Run a function again and again, the first time after that many seconds."""

        def again() -> None:
            function()
            self.at(time.monotonic() + seconds, again)

        self.at(time.monotonic() + seconds, again)

    def run(self) -> None:
        """Serve until `stop`. An error in one call is logged and does not end the loop."""
        while not self._stopped:
            self.turn(None)

    def turn(self, longest_seconds: float | None) -> None:
        """Wait once, at most that long, and serve what came."""
        watched = [(waitable(), function) for waitable, function in self._watched]
        waitables = [self._ear, *(waitable for waitable, _ in watched)]
        readable = self._waiting.wait(waitables, self._patience(longest_seconds))
        if self._ear in readable:
            self.run_handed_over()
        for waitable, function in watched:
            if waitable in readable:
                self._guarded(function)
        self._run_due()

    def run_handed_over(self) -> None:
        """Run what `call` was given so far; `turn` does it too."""
        with contextlib.suppress(BlockingIOError):
            while self._ear.recv(4096):
                continue
        for _ in range(len(self._handed_over)):
            self._guarded(self._handed_over.popleft())

    def stop(self) -> None:
        """Let `run` return after the call that is at work, or at once; may be called from any thread."""
        self.call(self._stop)

    def close(self) -> None:
        """Give back the loop's own sockets."""
        self._waiting.close()
        self._bell.close()
        self._ear.close()

    def _stop(self) -> None:
        self._stopped = True

    def _patience(self, longest_seconds: float | None) -> float | None:
        if not self._due:
            return longest_seconds
        until_due = max(0.0, self._due[0][0] - time.monotonic())
        return until_due if longest_seconds is None else min(until_due, longest_seconds)

    def _run_due(self) -> None:
        now = time.monotonic()
        while self._due and self._due[0][0] <= now:
            self._guarded(heapq.heappop(self._due)[2])

    def _guarded(self, function: Call) -> None:
        began = time.perf_counter()
        try:
            function()
        except Exception:
            _log.exception("an error in the bridge; it goes on")
        seconds = time.perf_counter() - began
        if seconds > LONG_SECONDS:
            self.held.note(function, seconds)
