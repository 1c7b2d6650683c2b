"""The jobs that are under way: whose they are, under which name, and how far they have come."""

import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from bridge.jobs.recipes import Making
from bridge.osc import Peer
from bridge.resident import ResidentTake
from bridge.takes import Take
from bridge.vocabulary import Event, Name, Refused
from engine import BatchPlace, ModelCard

MOST_JOBS = 1000
"""Of all clients together, whatever they wait for: the model, the disk or a source."""


@dataclass(frozen=True, slots=True)
class TakeInMaking:
    """A take that grows: the number it will have in the session, its seed, its memory, and how it was sampled."""

    number: int
    seed: int
    resident: ResidentTake
    place: BatchPlace = field(default_factory=BatchPlace)


@dataclass(slots=True)
class OpenJob:
    """A job from its request to its last event."""

    number: int
    client: Peer
    name: Name
    plays: bool
    began: float = field(default_factory=time.monotonic)
    request: Making | None = None
    card: ModelCard | None = None
    seed: int = 0
    sources: list[tuple[Take, ResidentTake]] = field(default_factory=list)
    recalled: Take | None = None
    growing: dict[int, TakeInMaking] = field(default_factory=dict)
    saving: int = 0
    made: int = 0
    takes: list[int] = field(default_factory=list)
    cancelled: bool = False
    queued: bool = False
    in_engine: bool = False
    failure: Event | None = None
    end: Event | None = None

    @property
    def seconds(self) -> float:
        """Time since the request."""
        return time.monotonic() - self.began

    @property
    def source_take(self) -> Take | None:
        """The take that it is made from, the first one where there are two."""
        return self.sources[0][0] if self.sources else None


class JobBook:
    """Open jobs by number; a name is one client's until its job has ended."""

    def __init__(self) -> None:
        self._jobs: dict[int, OpenJob] = {}
        self._names: dict[tuple[Peer, Name], int] = {}
        self._numbers = itertools.count(1)

    def __iter__(self) -> Iterator[OpenJob]:
        return iter(list(self._jobs.values()))

    def __getitem__(self, number: int) -> OpenJob:
        return self._jobs[number]

    def open(self, client: Peer, name: Name, plays: bool) -> OpenJob:
        """Begin a job. Raises `Refused` when that client has one of this name, or all have too many."""
        if (client, name) in self._names:
            raise Refused(name, "busy", f"A job called {name} is under way; wait for its end or choose another name.")
        if len(self._jobs) >= MOST_JOBS:
            raise Refused(name, "busy", f"{MOST_JOBS} jobs are under way; wait for some to end, or cancel some.")
        job = OpenJob(next(self._numbers), client, name, plays)
        self._jobs[job.number] = job
        self._names[client, name] = job.number
        return job

    def source(self, take: int) -> ResidentTake | None:
        """The memory of a take that another job has as a source: jobs that wait share it."""
        held = (source for job in self for known, source in job.sources if known.number == take)
        return next(held, None)

    def close(self, job: OpenJob) -> None:
        """Forget a job; its name is free again."""
        del self._jobs[job.number]
        del self._names[job.client, job.name]

    def of(self, client: Peer, name: Name | None) -> list[OpenJob]:
        """A client's job of that name, or all of its jobs. Raises `Refused` when there is none of that name."""
        if name is None:
            return [job for job in self if job.client == client]
        if (client, name) not in self._names:
            raise Refused(name, "missing", f"You have no job called {name} under way.")
        return [self._jobs[self._names[client, name]]]
