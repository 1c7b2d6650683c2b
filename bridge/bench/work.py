"""Work without end for a Warmtone, while something else is measured.

The thread of this module looks twice a second how many jobs are left, and asks for more.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

from bridge.client import Client
from bridge.launch import Warmtone, ask_status
from engine import WarmtoneError

_JOBS, _TAKES_A_JOB = 100, 64
"""What the fastest model needs more than a second for, even where a question or two are lost."""
_TAKE_SECONDS = 1.0
_LOOK_SECONDS = 0.5
_PATIENCE_SECONDS = 10.0
_GLANCE_SECONDS = 0.02


@contextmanager
def always_at_work(warmtone: Warmtone) -> Iterator[None]:
    """Jobs of 64 takes, one after the other, for the length of the block; they are cancelled at its end.

    Who asks for them never listens, so that their events cost this process nothing. Raises `WarmtoneError` where
    they ended too early.
    """
    with warmtone.client() as deaf, warmtone.client() as asking, warmtone.client() as client:
        over = Event()
        thread = Thread(target=_ask_for_work, args=(deaf, asking, over), name="work")
        thread.start()
        try:
            _wait_until(lambda: ask_status(client).waiting >= _JOBS - 1, "take the jobs in")
            yield
            if ask_status(client).running != 1:
                raise WarmtoneError("The jobs were done before the measurement was: its figures are worth nothing.")
        finally:
            over.set()
            thread.join()
            deaf.say("/cancel")
            _wait_until(lambda: _idle(client), "cancel its jobs")


def _ask_for_work(deaf: Client, asking: Client, over: Event) -> None:
    """Keep that many jobs waiting until it is over."""
    asked = 0
    while not over.is_set():
        # Where a crowd takes all the room there is, a question is lost; the next one won't be.
        with suppress(WarmtoneError):
            missing = _JOBS - ask_status(asking).waiting
            for job in range(asked, asked + missing):
                seed = _TAKES_A_JOB * job
                deaf.say("/generate", job, "seconds", _TAKE_SECONDS, "count", _TAKES_A_JOB, "seed", seed)
            asked += max(missing, 0)
        over.wait(_LOOK_SECONDS)


def _idle(client: Client) -> bool:
    status = ask_status(client)
    return status.running == status.waiting == 0


def _wait_until(holds: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not holds():
        if time.monotonic() > deadline:
            raise WarmtoneError(f"Warmtone did not {what} within {_PATIENCE_SECONDS:g} s.")
        time.sleep(_GLANCE_SECONDS)
