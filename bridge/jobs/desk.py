"""Where jobs are taken in: the verbs that make takes, and /cancel.

Used by the bridge's loop, on its one thread. What needs a file goes by way of the archive's thread first.
"""

import secrets
from collections.abc import Callable
from pathlib import Path

from bridge.jobs.book import JobBook, OpenJob
from bridge.jobs.follow import JobFollower
from bridge.jobs.recipes import Editing, Making, named, request_of, sources_of, task_of
from bridge.jobs.saving import Saved
from bridge.osc import Peer
from bridge.resident import ResidentTake, resident
from bridge.take_numbers import TakeNumbers
from bridge.takes import Archive, Session, Take, check_backlog
from bridge.vocabulary import Refused
from bridge.vocabulary.arguments import LARGEST_SEED
from bridge.vocabulary.events import Cancelled, Failed, Queued
from bridge.vocabulary.requests import Cancel, Generate, ImportTake, RecallTake, Vary
from engine import Engine, Job, TakeMemory, WarmtoneError


class JobDesk:
    """Opens a job for each request and hands it to the engine."""

    def __init__(
        self,
        engine: Engine,
        archive: Archive,
        numbers: TakeNumbers,
        follower: JobFollower,
        default_model: str,
        session_rate_hz: Callable[[], int],
    ) -> None:
        self._engine = engine
        self._archive = archive
        self._numbers = numbers
        self._follower = follower
        self._book: JobBook = follower.book
        self._default_model = default_model
        self._session_rate_hz = session_rate_hz

    def generate(self, client: Peer, request: Generate) -> None:
        """Make takes from words."""
        job = self._open(client, request)
        self._submit(job, self._session_rate_hz())

    def edit(self, client: Peer, request: Vary | Editing) -> None:
        """Make takes from one or two that are there, at the first one's rate, channels and sample format."""
        sources = sources_of(request)
        if not sources:
            self._submit(self._open(client, request), self._session_rate_hz())
            return
        check_backlog(self._archive)
        job = self._open(client, request)
        self._queue(job)
        self._read_sources(job, sources)

    def recall(self, client: Peer, request: RecallTake) -> None:
        """Run a take's recipe again."""
        check_backlog(self._archive)
        job = self._book.open(client, request.job, request.play)
        self._queue(job)

        def then(take: Take) -> None:
            self._recall(job, take, request)

        self._archive.do(lambda session: session.take(request.take), then, lambda error: self._fail(job, error))

    def import_file(self, client: Peer, request: ImportTake) -> None:
        """Copy a file into the session."""
        check_backlog(self._archive)
        job = self._book.open(client, request.job, plays=False)
        self._follower.tell(job, Queued(job.name, self._archive.waiting))
        job.saving += 1
        number = self._numbers.draw()

        def work(session: Session) -> Saved | None:
            if job.cancelled:
                return None
            take = session.import_file(Path(request.path), number=number, name=request.name)
            return Saved(take, session.path(number))

        self._archive.do(
            work,
            lambda saved: self._follower.imported(job, saved),
            lambda error: self._follower.could_not_save(job, error),
        )

    def cancel(self, client: Peer, request: Cancel) -> None:
        """Stop one job of a client, or all."""
        for job in self._book.of(client, request.job):
            job.cancelled = True
            if job.in_engine:
                self._engine.cancel(job.number)

    def close(self) -> None:
        """Hand nothing more to the engine."""
        for job in self._book:
            job.cancelled = True

    def silence(self) -> None:
        """No job that is under way plays its takes any more."""
        for job in self._book:
            job.plays = False

    def _queue(self, job: OpenJob) -> None:
        """Say that a job was accepted, before the disk has been asked; the engine's word for it comes too late."""
        job.queued = True
        ahead = self._engine.waiting + (self._engine.running is not None)
        self._follower.tell(job, Queued(job.name, ahead))

    def _open(self, client: Peer, request: Making) -> OpenJob:
        job = self._book.open(client, request.job, request.play)
        self._fill(job, request)
        return job

    def _fill(self, job: OpenJob, request: Making) -> None:
        job.request = request
        job.seed = secrets.randbelow(LARGEST_SEED) if request.seed is None else request.seed

    def _submit(self, job: OpenJob, rate_hz: int) -> None:
        if job.cancelled:
            return self._follower.end(job, Cancelled(job.name))
        assert job.request is not None
        try:
            job.in_engine = True
            self._engine.submit(self._engine_job(job, job.request, rate_hz))
        except WarmtoneError as error:
            self._follower.drop(job)
            raise Refused(job.name, error.code, str(error)) from error
        return None

    def _engine_job(self, job: OpenJob, request: Making, rate_hz: int) -> Job:
        return Job(
            number=job.number,
            model=request.model or self._default_model,
            task=task_of(request),
            seed=job.seed,
            rate_hz=rate_hz,
            count=request.count,
            sources=tuple(source.memory.shape for _, source in job.sources),
        )

    def _read_sources(self, job: OpenJob, numbers: tuple[int, ...]) -> None:
        """Have the first of these read, then the others; then the job can go to the engine."""
        number = numbers[0]

        def work(session: Session) -> tuple[Take, TakeMemory]:
            return session.take(number), resident(session.read(number))

        def then(found: tuple[Take, TakeMemory]) -> None:
            take, memory = found
            source, shared = ResidentTake(memory), self._book.source(number)
            if shared:
                source.release()
                source = shared.hold()
            job.sources.append((take, source))
            job.request = named(job.request, take) if job.recalled is None else job.request
            if len(numbers) > 1:
                self._read_sources(job, numbers[1:])
            else:
                self._submit_or_fail(job, job.recalled.rate_hz if job.recalled else self._session_rate_hz())

        self._archive.do(work, then, lambda error: self._fail(job, error))

    def _submit_or_fail(self, job: OpenJob, rate_hz: int) -> None:
        """Submit a job whose request was answered already: a refusal is a failure by now."""
        try:
            self._submit(job, rate_hz)
        except Refused as error:
            self._follower.tell(job, Failed(job.name, error.code, str(error)))

    def _fail(self, job: OpenJob, error: WarmtoneError) -> None:
        self._follower.end(job, Failed(job.name, error.code, str(error)))

    def _recall(self, job: OpenJob, take: Take, request: RecallTake) -> None:
        try:
            if take.recipe is None:
                raise Refused(job.name, "recipe", f"Take {take.number} was imported: it has no recipe to run again.")
            making = request_of(take.recipe, request)
        except Refused as error:
            return self._fail(job, error)
        self._fill(job, making)
        job.recalled = take
        if sources := sources_of(making):
            return self._read_sources(job, sources)
        return self._submit_or_fail(job, take.rate_hz)
