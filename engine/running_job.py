"""The job at work: its takes are made one after the other, each into a memory of its own.

Used by the engine, on the bridge's loop.
"""

import time
from collections.abc import Callable, Iterator

from engine.delivery import Deliver
from engine.errors import WarmtoneError, WorkerError
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
    check_can,
    check_length,
)
from engine.models.batch import MOST_TAKES, BatchPlace
from engine.models.contract import ModelCard
from engine.pace import Pace
from engine.take_memory import TakeMemory, create_take_memory
from engine.worker_messages import (
    Cancel,
    Noted,
    Render,
    RenderCancelled,
    Rendered,
    RenderFailed,
    RenderReport,
    Stepped,
)


class RunningJob:
    """One job from the moment that its turn has come; `over` once its last event was delivered.

    `waits` is true whenever the next step is the engine's, which calls `go_on`: before the first take, between two
    takes, and after a death of the worker.
    """

    def __init__(
        self, job: Job, send: Callable[[Render | Cancel], None], deliver: Deliver, render_numbers: Iterator[int]
    ) -> None:
        self.job = job
        self.over = False
        self.waits = True
        self._send = send
        self._deliver = deliver
        self._render_numbers = render_numbers
        self._begun = False
        self._pace = Pace()
        self._index = 0
        self._render = 0
        self._memory: TakeMemory | None = None
        self._tried_again = False
        self._cancelling = False

    def go_on(self, card: ModelCard) -> None:
        """Make the next take, or the one that a death interrupted, from its start; `waits` is true until now."""
        self.waits = False
        if not self._begun and not self._begin(card):
            return
        if self._cancelling:
            self._end(JobCancelled(self.job.number))
        elif self._memory is None:
            self._make_take(card)
        else:
            self._ask_for(self._memory)

    def cancel(self) -> None:
        """Stop: at once where nothing is being made, else at the model's next step."""
        if self.waits:
            if self._index:
                # The worker may have sampled takes ahead.
                self._send(Cancel(self._render))
            self._end(JobCancelled(self.job.number))
        elif not self._cancelling:
            self._cancelling = True
            self._send(Cancel(self._render))

    def fail(self, code: str, sentence: str) -> None:
        """End the job for a reason."""
        self._end(JobFailed(self.job.number, code, sentence))

    def bear_death(self, sentence: str, guilty: bool) -> None:
        """The worker is gone. A take that was at work is made once more, unless that would most likely end the same.

        Once in a job: a second death ends it, and so does the first where the take is `guilty` of a hang.
        """
        if self.waits:
            return
        if self._cancelling:
            self._end(JobCancelled(self.job.number))
        elif guilty or self._tried_again:
            self.fail(WorkerError.code, sentence)
        else:
            self._tried_again = self.waits = True
            self._deliver(JobNoted(self.job.number, f"{sentence} This take is made once more."))

    def take_in(self, report: RenderReport) -> None:
        """Take in what the worker says of a take; of one that is over it may still say something."""
        if self.over or self.waits or report.render != self._render:
            return
        match report:
            case Stepped(_, done, total, _):
                self._progressed(done, total)
            case Noted(_, sentence):
                self._deliver(JobNoted(self.job.number, sentence))
            case Rendered(_, place):
                self._rendered(place)
            case RenderFailed(_, code, sentence):
                self.fail(code, sentence)
            case RenderCancelled():
                self._end(JobCancelled(self.job.number))

    def _begin(self, card: ModelCard) -> bool:
        """Whether the model can make what is asked; what it can't fails the job before any memory is made."""
        self._begun = True
        try:
            check_can(self.job, card)
            check_length(self.job, card)
        except WarmtoneError as error:
            self.fail(error.code, str(error))
            return False
        self._deliver(JobStarted(self.job.number, card))
        return True

    def _rendered(self, place: BatchPlace) -> None:
        rendered, self._memory = self._index, None
        self._index += 1
        self._deliver(TakeRendered(self.job.number, rendered, place))
        if self._cancelling:
            self._end(JobCancelled(self.job.number))
        elif self._index == self.job.count:
            self._end(JobFinished(self.job.number))
        else:
            self.waits = True

    def _make_take(self, card: ModelCard) -> None:
        job = self.job
        try:
            self._memory = _memory_for(job, card)
        except WarmtoneError as error:
            return self.fail(error.code, str(error))
        # The worker comes first, so that a cancel that follows from `TakeStarted` finds the take.
        self._ask_for(self._memory)
        return self._deliver(TakeStarted(job.number, self._index, job.seed + self._index, self._memory))

    def _ask_for(self, memory: TakeMemory) -> None:
        job, seed = self.job, self.job.seed + self._index
        self._pace.pause()
        self._render = next(self._render_numbers)
        following = range(seed + 1, job.seed + min(job.count, self._index + MOST_TAKES))
        self._send(
            Render(self._render, job.model, job.task, seed, memory.shape, job.sources, job.number, tuple(following))
        )

    def _progressed(self, done: int, total: int) -> None:
        done_in_all = self._index * total + done
        total_in_all = self.job.count * total
        self._pace.step(done_in_all, time.monotonic())
        left = self._pace.seconds_for(total_in_all - done_in_all)
        self._deliver(JobProgressed(self.job.number, done_in_all, total_in_all, left))

    def _end(self, event: JobFinished | JobFailed | JobCancelled) -> None:
        self.over = True
        self._deliver(event)


def _memory_for(job: Job, card: ModelCard) -> TakeMemory:
    form = job.form(card.channels)
    return create_take_memory(form.frames, form.channels, form.rate_hz)
