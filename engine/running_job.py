"""The job at work: its takes are made one after the other, each into a memory of its own.

Used by the engine, on the bridge's loop.
"""

import time
from collections.abc import Callable, Iterator

from engine.audio import frames_of
from engine.delivery import Deliver
from engine.errors import WarmtoneError
from engine.jobs import (
    Job,
    JobCancelled,
    JobFailed,
    JobFinished,
    JobNoted,
    JobProgressed,
    JobStarted,
    TakeRendered,
    TakeStarted,
    check_length,
)
from engine.models.contract import ModelCard
from engine.take_memory import TakeMemory, create_take_memory
from engine.worker_messages import Cancel, Noted, Render, RenderCancelled, Rendered, RenderFailed, Stepped

RenderReport = Stepped | Noted | Rendered | RenderFailed | RenderCancelled


class RunningJob:
    """One job from the moment that its turn has come; `over` once its last event was delivered."""

    def __init__(
        self, job: Job, send: Callable[[Render | Cancel], None], deliver: Deliver, render_numbers: Iterator[int]
    ) -> None:
        self.job = job
        self.over = False
        self._send = send
        self._deliver = deliver
        self._render_numbers = render_numbers
        self._card: ModelCard | None = None
        self._began = 0.0
        self._index = -1
        self._render = 0
        self._cancelling = False

    @property
    def begun(self) -> bool:
        """Whether its model was ready and its first take was asked for."""
        return self._card is not None

    def begin(self, card: ModelCard) -> None:
        """Start the first take; a length that the model can't make fails the job before any memory is made."""
        self._card, self._began = card, time.monotonic()
        try:
            check_length(self.job, card)
        except WarmtoneError as error:
            return self.fail(error.code, str(error))
        self._deliver(JobStarted(self.job.number, card))
        return self._go_on(card)

    def cancel(self) -> None:
        """Stop: at once where nothing is being made yet, else at the model's next step."""
        if not self.begun:
            self._end(JobCancelled(self.job.number))
        elif not self._cancelling:
            self._cancelling = True
            self._send(Cancel(self._render))

    def fail(self, code: str, sentence: str) -> None:
        """End the job for a reason."""
        self._end(JobFailed(self.job.number, code, sentence))

    def take_in(self, report: RenderReport) -> None:
        """Take in what the worker says of a take; of one that is over it may still say something."""
        if self.over or self._card is None or report.render != self._render:
            return
        match report:
            case Stepped(_, done, total):
                self._progressed(done, total)
            case Noted(_, sentence):
                self._deliver(JobNoted(self.job.number, sentence))
            case Rendered():
                self._deliver(TakeRendered(self.job.number, self._index))
                self._go_on(self._card)
            case RenderFailed(_, code, sentence):
                self.fail(code, sentence)
            case RenderCancelled():
                self._end(JobCancelled(self.job.number))

    def _go_on(self, card: ModelCard) -> None:
        self._index += 1
        if self._cancelling:
            return self._end(JobCancelled(self.job.number))
        if self._index == self.job.count:
            return self._end(JobFinished(self.job.number))
        return self._make_take(card)

    def _make_take(self, card: ModelCard) -> None:
        job, seed = self.job, self.job.seed + self._index
        try:
            memory = _memory_for(job, card)
        except WarmtoneError as error:
            return self.fail(error.code, str(error))
        self._render = next(self._render_numbers)
        # The worker comes first, so that a cancel that follows from `TakeStarted` finds the take.
        self._send(Render(self._render, job.model, job.task, seed, memory.shape, job.source))
        return self._deliver(TakeStarted(job.number, self._index, seed, memory))

    def _progressed(self, done: int, total: int) -> None:
        done_in_all = self._index * total + done
        total_in_all = self.job.count * total
        elapsed = time.monotonic() - self._began
        left = elapsed * (total_in_all - done_in_all) / done_in_all if done_in_all else 0.0
        self._deliver(JobProgressed(self.job.number, done_in_all, total_in_all, left))

    def _end(self, event: JobFinished | JobFailed | JobCancelled) -> None:
        self.over = True
        self._deliver(event)


def _memory_for(job: Job, card: ModelCard) -> TakeMemory:
    if job.source:
        return create_take_memory(job.source.frames, job.source.channels, job.source.rate_hz)
    return create_take_memory(frames_of(job.seconds, job.rate_hz), card.channels, job.rate_hz)
