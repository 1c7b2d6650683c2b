"""Work without end for a Warmtone, while something else is measured."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bridge.client import Client
from bridge.launch import Warmtone, ask_status
from engine import WarmtoneError

JOBS = 200
_TAKES_A_JOB = 64
_PATIENCE_SECONDS = 10.0
_GLANCE_SECONDS = 0.02


@contextmanager
def always_at_work(warmtone: Warmtone, jobs: int = JOBS, take_seconds: float = 1.0) -> Iterator[None]:
    """Jobs of 64 takes, one after the other, for the length of the block; they are cancelled at its end.

    Who asks for them never listens, so that their events cost this process nothing. Raises `WarmtoneError` where
    they ended too early.
    """
    with warmtone.client() as deaf, warmtone.client() as client:
        for job in range(jobs):
            deaf.say("/generate", job, "seconds", take_seconds, "count", _TAKES_A_JOB, "seed", _TAKES_A_JOB * job)
        _wait_until(lambda: ask_status(client).waiting == jobs - 1, "take the jobs in")
        try:
            yield
            if ask_status(client).running != 1:
                raise WarmtoneError("The jobs were done before the measurement was: its figures are worth nothing.")
        finally:
            deaf.say("/cancel")
            _wait_until(lambda: _idle(client), "cancel its jobs")


def _idle(client: Client) -> bool:
    status = ask_status(client)
    return status.running == status.waiting == 0


def _wait_until(holds: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not holds():
        if time.monotonic() > deadline:
            raise WarmtoneError(f"Warmtone did not {what} within {_PATIENCE_SECONDS:g} s.")
        time.sleep(_GLANCE_SECONDS)
