"""What becomes of jobs: the engine's events turned into takes on disk, sound and replies.

Used by the bridge's loop, on its one thread. A job's last event waits until the files of all its takes are whole. A
take that can't be written stops its job; the engine then says when it has let go of it.
"""

from collections.abc import Callable
from dataclasses import replace

from bridge.jobs.book import JobBook, OpenJob, TakeInMaking
from bridge.jobs.ranking import Ranking
from bridge.jobs.recipes import recipe_of
from bridge.jobs.saving import Saved, save_take
from bridge.listener import Listener
from bridge.playing import Player
from bridge.replies import Replies
from bridge.resident import ResidentTake
from bridge.take_numbers import TakeNumbers
from bridge.takes import Archive, differences
from bridge.vocabulary import Event
from bridge.vocabulary.events import Cancelled, Done, Failed, Note, Progress, Queued, Started, TakeMade
from engine import (
    Engine,
    JobCancelled,
    JobEvent,
    JobFailed,
    JobFinished,
    JobNoted,
    JobProgressed,
    JobQueued,
    JobStarted,
    ModelCard,
    TakeRendered,
    TakeStarted,
    WarmtoneError,
)

Tell = Callable[[OpenJob, Event], None]


class JobFollower:
    """Follows every open job to its end."""

    def __init__(
        self,
        archive: Archive,
        numbers: TakeNumbers,
        player: Player,
        replies: Replies,
        also_tell: Tell,
        engine: Engine,
        listener: Listener,
    ) -> None:
        self.book = JobBook()
        self._archive = archive
        self._numbers = numbers
        self._player = player
        self._replies = replies
        self._also_tell = also_tell
        self._engine = engine
        self._listener = listener
        self._ranking = Ranking(listener, archive, replies)

    def tell(self, job: OpenJob, event: Event) -> None:
        """Send an event of a job to its client, the subscribers and the console."""
        self._replies.of_job(job.client, event)
        self._also_tell(job, event)

    def on_event(self, event: JobEvent) -> None:
        """Take in what the engine says of a job."""
        job = self.book[event.job]
        match event:
            case JobQueued(_, ahead):
                if not job.queued:
                    self.tell(job, Queued(job.name, ahead))
            case JobStarted(_, card):
                self._started(job, card)
            case JobProgressed(_, done, total, seconds_left):
                self.tell(job, Progress(job.name, done, total, seconds_left))
            case JobNoted(_, sentence):
                self.tell(job, Note(job.name, sentence))
            case TakeStarted():
                self._begin(job, event)
            case TakeRendered(_, index, place):
                self._save(job, replace(job.growing.pop(index), place=place))
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
            # A worker that died has not said so, and a voice would wait for more.
            unfinished.resident.memory.finish()
            unfinished.resident.release()
        job.growing.clear()
        self._close_if_over(job)

    def drop(self, job: OpenJob) -> None:
        """Forget a job without a word: its request was refused."""
        self.book.close(job)
        for _, source in job.sources:
            source.release()

    def imported(self, job: OpenJob, saved: Saved | None) -> None:
        """A file was copied into the session; None where the job was cancelled before."""
        job.saving -= 1
        if saved:
            self._made(job, saved, 0)
        self.end(job, Cancelled(job.name) if job.cancelled else Done(job.name))

    def could_not_save(self, job: OpenJob, error: WarmtoneError) -> None:
        """A take could not be written: no more are made."""
        job.saving -= 1
        job.failure = job.failure or Failed(job.name, error.code, str(error))
        if job.in_engine and job.end is None:
            self._engine.cancel(job.number)
        else:
            self.end(job, job.failure)

    def close(self) -> None:
        """Say of every open job that it ends here, and let go of what it holds in memory. The archive is closed."""
        for job in self.book:
            job.saving = 0
            self.end(job, Failed(job.name, "closing", "Warmtone was stopped before this job had ended; send it again."))

    def _started(self, job: OpenJob, card: ModelCard) -> None:
        job.card = card
        self.tell(job, Started(job.name, card.name, job.seed))
        if job.plays and not self._player.opened:
            self.tell(job, Note(job.name, f"What it makes can't be heard: {self._player.missing}"))
        for sentence in _differences(job, card):
            self.tell(job, Note(job.name, sentence))

    def _begin(self, job: OpenJob, event: TakeStarted) -> None:
        growing = TakeInMaking(self._numbers.draw(), event.seed, ResidentTake(event.memory))
        job.growing[event.index] = growing
        if job.plays and event.memory.shape.rate_hz == self._player.rate_hz:
            self._player.play_growing(job.client, growing.number, growing.resident)

    def _save(self, job: OpenJob, growing: TakeInMaking) -> None:
        job.saving += 1

        def then(saved: Saved) -> None:
            growing.resident.release()
            self._engine.take_put_away()
            job.saving -= 1
            self._made(job, saved, growing.seed)
            self._close_if_over(job)

        def failed(error: WarmtoneError) -> None:
            growing.resident.release()
            self.could_not_save(job, error)
            self._engine.take_put_away()

        self._archive.do(lambda session: save_take(session, job, growing), then, failed)

    def _made(self, job: OpenJob, saved: Saved, seed: int) -> None:
        job.made += 1
        take = saved.take
        job.takes.append(take.number)
        self._listener.made(take.number)
        self.tell(job, TakeMade(job.name, take.number, seed, take.seconds, str(saved.path)))
        if saved.note:
            self.tell(job, Note(job.name, saved.note))
        if job.plays and take.rate_hz != self._player.rate_hz:
            self._player.play_made(job.client, take.number)

    def _close_if_over(self, job: OpenJob) -> None:
        if job.end is None or job.saving:
            return
        self.drop(job)
        end = job.failure or job.end
        self.tell(job, Done(job.name, job.made, job.seconds) if isinstance(end, Done) else end)
        if isinstance(end, Done):
            self._ranking.rank(job)


def _differences(job: OpenJob, card: ModelCard) -> list[str]:
    """What differs from when the take was made that this job recalls."""
    recipe = job.recalled.recipe if job.recalled else None
    return differences(recipe, recipe_of(job.request, card, job.seed)) if recipe and job.request else []
