"""What becomes of jobs: the engine's events turned into takes on disk, sound and replies.

Used by the bridge's loop, on its one thread. A job's last event waits until the files of all its takes are whole.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from bridge.jobs.book import JobBook, OpenJob, TakeInMaking
from bridge.jobs.recipes import recipe_of
from bridge.player import Player
from bridge.replies import Replies
from bridge.resident import ResidentTake
from bridge.take_numbers import TakeNumbers
from bridge.takes import Archive, Session, Take
from bridge.takes.wav_file import GENERATED_FORMAT
from bridge.vocabulary import Event
from bridge.vocabulary.events import Cancelled, Done, Failed, Note, Progress, Queued, Started, TakeMade
from bridge.vocabulary.requests import PlayTake, Vary
from engine import (
    Audio,
    JobCancelled,
    JobFailed,
    JobFinished,
    JobNoted,
    JobProgressed,
    JobQueued,
    JobStarted,
    TakeRendered,
    TakeStarted,
    WarmtoneError,
)
from engine.jobs import JobEvent

Tell = Callable[[OpenJob, Event], None]


@dataclass(frozen=True, slots=True)
class Saved:
    """A take whose file is whole, where that is, and what there is to say about it."""

    take: Take
    path: Path
    note: str = ""


class JobFollower:
    """Follows every open job to its end."""

    def __init__(
        self, archive: Archive, numbers: TakeNumbers, player: Player, replies: Replies, also_tell: Tell
    ) -> None:
        self.book = JobBook()
        self._archive = archive
        self._numbers = numbers
        self._player = player
        self._replies = replies
        self._also_tell = also_tell

    def tell(self, job: OpenJob, event: Event) -> None:
        """Send an event of a job to its client, the subscribers and the console."""
        self._replies.of_job(job.client, event)
        self._also_tell(job, event)

    def on_event(self, event: JobEvent) -> None:
        """Take in what the engine says of a job."""
        job = self.book[event.job]
        match event:
            case JobQueued(_, ahead):
                self.tell(job, Queued(job.name, ahead))
            case JobStarted(_, card):
                job.card = card
                self.tell(job, Started(job.name, card.name, job.seed))
            case JobProgressed(_, done, total, seconds_left):
                self.tell(job, Progress(job.name, done, total, seconds_left))
            case JobNoted(_, sentence):
                self.tell(job, Note(job.name, sentence))
            case TakeStarted():
                self._begin(job, event)
            case TakeRendered(_, index):
                self._save(job, job.growing.pop(index))
            case JobFinished():
                self.end(job, Done(job.name))
            case JobFailed(_, code, sentence):
                self.end(job, Failed(job.name, code, sentence))
            case JobCancelled():
                self.end(job, Cancelled(job.name))

    def end(self, job: OpenJob, event: Event) -> None:
        """Say a job's last event as soon as nothing of it is being written any more."""
        job.end = event
        for unfinished in job.growing.values():
            unfinished.resident.release()
        job.growing.clear()
        self._close_if_over(job)

    def drop(self, job: OpenJob) -> None:
        """Forget a job without a word: its request was refused."""
        self.book.close(job)
        if job.source:
            job.source.release()

    def imported(self, job: OpenJob, saved: Saved) -> None:
        """A file was copied into the session."""
        self._made(job, saved, 0)
        self.end(job, Done(job.name))

    def could_not_save(self, job: OpenJob, error: WarmtoneError) -> None:
        """A take could not be written."""
        job.saving -= 1
        self.end(job, Failed(job.name, error.code, str(error)))

    def close(self) -> None:
        """Let go of everything that open jobs hold in memory."""
        for job in self.book:
            for growing in job.growing.values():
                growing.resident.release()
            self.drop(job)

    def _begin(self, job: OpenJob, event: TakeStarted) -> None:
        growing = TakeInMaking(self._numbers.draw(), event.seed, ResidentTake(event.memory))
        job.growing[event.index] = growing
        if job.plays and event.memory.shape.rate_hz == self._player.rate_hz:
            self._player.play_growing(job.client, growing.number, growing.resident)

    def _save(self, job: OpenJob, growing: TakeInMaking) -> None:
        job.saving += 1

        def then(saved: Saved) -> None:
            growing.resident.release()
            self._made(job, saved, growing.seed)
            self._close_if_over(job)

        def failed(error: WarmtoneError) -> None:
            growing.resident.release()
            self.could_not_save(job, error)

        self._archive.do(lambda session: _write(session, job, growing), then, failed)

    def _made(self, job: OpenJob, saved: Saved, seed: int) -> None:
        job.saving -= 1
        job.made += 1
        take = saved.take
        self.tell(job, TakeMade(job.name, take.number, seed, take.seconds, str(saved.path)))
        if saved.note:
            self.tell(job, Note(job.name, saved.note))
        if job.plays and take.rate_hz != self._player.rate_hz and self._player.opened:
            self._player.play(job.client, PlayTake(take.number))

    def _close_if_over(self, job: OpenJob) -> None:
        if job.end is None or job.saving:
            return
        self.drop(job)
        end = Done(job.name, job.made, job.seconds) if isinstance(job.end, Done) else job.end
        self.tell(job, end)


def _write(session: Session, job: OpenJob, growing: TakeInMaking) -> Saved:
    """On the archive's thread: nothing of the job changes any more by the time that this runs."""
    assert job.request is not None
    assert job.card is not None
    memory = growing.resident.memory
    source = job.request.take if isinstance(job.request, Vary) else None
    take = session.save(
        Audio(np.array(memory.samples), memory.shape.rate_hz),
        number=growing.number,
        prompt="" if isinstance(job.request, Vary) else job.request.prompt,
        name="" if source is None else session.take(source).name,
        sample_format=job.source_format or GENERATED_FORMAT,
        recipe=recipe_of(job.request, job.card, growing.seed),
        parent=source,
    )
    saved = Saved(take, session.path(take.number))
    return saved if job.recalls is None else replace(saved, note=_verdict(session, take.number, job.recalls))


def _verdict(session: Session, again: int, before: int) -> str:
    if np.array_equal(session.read(again).samples, session.read(before).samples):
        return f"Take {again} equals take {before}, bit for bit."
    return f"Take {again} is not equal to take {before}."
