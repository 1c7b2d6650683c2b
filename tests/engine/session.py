"""A bridge's loop in small, for tests: runs an engine until what is waited for has happened."""

import itertools
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any, TypeVar

from engine import (
    Engine,
    EngineEvent,
    Generate,
    Job,
    JobCancelled,
    JobFailed,
    JobFinished,
    Loader,
    ModelChanged,
    Samples,
    TakeMemory,
    TakeRendered,
    TakeStarted,
)

PATIENCE_SECONDS = 20.0
TICK_SECONDS = 0.05
Kind = TypeVar("Kind")
Also = Callable[[Engine, EngineEvent], None]
_numbers = itertools.count(1)


def job(model: str, seconds: float = 0.1, seed: int = 1, count: int = 1, rate_hz: int = 8000, prompt: str = "") -> Job:
    """A job that generates, with a number of its own."""
    task = Generate(prompt=prompt, seconds=seconds)
    return Job(number=next(_numbers), model=model, task=task, seed=seed, rate_hz=rate_hz, count=count)


@dataclass
class Session:
    """A started engine and everything that it has delivered."""

    engine: Engine
    events: list[EngineEvent]

    def until(self, holds: Callable[[], object], seconds: float = PATIENCE_SECONDS) -> None:
        """Run until the condition holds; fails at the deadline."""
        deadline = time.monotonic() + seconds
        while not holds():
            left = deadline - time.monotonic()
            assert left > 0, f"waited {seconds} s in vain; so far: {self.events[-20:]}"
            if wait([self.engine.connection], min(left, TICK_SECONDS)):
                self.engine.receive()
            self.engine.tick()

    def submit(self, *jobs: Job) -> None:
        for each in jobs:
            self.engine.submit(each)

    def of(self, job: Job) -> list[EngineEvent]:
        """What was said of a job."""
        return [event for event in self.events if getattr(event, "job", None) == job.number]

    def all(self, kind: type[Kind]) -> list[Kind]:
        return [event for event in self.events if isinstance(event, kind)]

    def end_of(self, job: Job) -> JobFinished | JobFailed | JobCancelled:
        """Run until a job is over; its last event."""
        self.until(lambda: self._ends(job))
        (end,) = self._ends(job)
        assert self.of(job)[-1] is end, "a job's end is its last event"
        return end

    def finish(self, *jobs: Job) -> None:
        """Submit jobs and run until all have finished."""
        self.submit(*jobs)
        for each in jobs:
            end = self.end_of(each)
            assert isinstance(end, JobFinished), end

    def takes(self, job: Job) -> list[TakeMemory]:
        """The memory of each take of a job, in order."""
        return [event.memory for event in self.of(job) if isinstance(event, TakeStarted)]

    def sound(self, job: Job) -> Samples:
        """The samples of a job's only take."""
        (memory,) = self.takes(job)
        return memory.samples.copy()

    def settle(self, name: str, state: str) -> ModelChanged:
        """Run until a model is in a state."""
        self.until(lambda: self.state(name) == state)
        return next(model for model in self.engine.models if model.name == name)

    def state(self, name: str) -> str:
        return next(model.state for model in self.engine.models if model.name == name)

    def states(self, name: str) -> list[str]:
        """The states of a model as they were delivered."""
        return [event.state for event in self.all(ModelChanged) if event.name == name]

    def modules(self) -> set[str]:
        """What the worker has imported by now."""
        self.engine.modules = ()
        self.engine.ask_modules()
        self.until(lambda: self.engine.modules)
        return set(self.engine.modules)

    def _ends(self, job: Job) -> list[JobFinished | JobFailed | JobCancelled]:
        return [event for event in self.of(job) if isinstance(event, (JobFinished, JobFailed, JobCancelled))]


@contextmanager
def running_engine(
    loaders: dict[str, Loader], also: Also | None = None, puts_away: bool = True, **settings: Any
) -> Iterator[Session]:
    """A started engine for the length of a test; `also` is called with each event while it is being delivered."""
    events: list[EngineEvent] = []

    def deliver(event: EngineEvent) -> None:
        events.append(event)
        if isinstance(event, TakeRendered) and puts_away:
            engine.take_put_away()
        if also:
            also(engine, event)

    engine = Engine(loaders, deliver, **settings)
    engine.start()
    session = Session(engine, events)
    try:
        yield session
    finally:
        engine.close()
        for event in session.all(TakeStarted):
            event.memory.unlink()
            event.memory.close()


def alive(process_id: int) -> bool:
    """Whether a process runs; one that only waits to be reaped doesn't."""
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{process_id}/stat")
    try:
        return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
