"""The engine: a queue of jobs, one of them at work, and the models that a worker process keeps warm for them.

Used by the bridge's loop, on its one thread. It waits on `connection` beside its sockets and calls `receive` when
something came; `deliver` is then called with each event, in order, on the same thread. Nothing here blocks.
"""

import itertools
import logging
from collections import deque
from multiprocessing.connection import Connection

from engine.backlog import Backlog
from engine.delivery import Deliver, Delivery
from engine.errors import BusyError, ModelError, WorkerError
from engine.jobs import Job, JobCancelled, JobQueued, ModelChanged
from engine.models.contract import Loader
from engine.models.ear.shipped import shipped_ear
from engine.placing import EarLoader, NotPlaced, Placed, Placing
from engine.running_job import RunningJob
from engine.shelf import Shelf
from engine.take_memory import TakeShape
from engine.watchdog import Patience, Watchdog
from engine.worker_messages import (
    Command,
    Load,
    Loaded,
    LoadFailed,
    Modules,
    Render,
    Rendered,
    Report,
    ReportModules,
    Unloaded,
)
from engine.worker_process import WorkerProcess

LONGEST_QUEUE = 1000
MOST_TAKES_AHEAD = 8
_PATIENCE = Patience()
_log = logging.getLogger("warmtone.engine")


class Engine:
    """Runs one job after the other in one worker process, and keeps the worker alive."""

    def __init__(
        self,
        loaders: dict[str, Loader],
        deliver: Deliver,
        patience: Patience = _PATIENCE,
        memory_bytes: int | None = None,
        most_takes_ahead: int = MOST_TAKES_AHEAD,
        ear: EarLoader | None = None,
    ) -> None:
        """`memory_bytes` bounds all models together, `most_takes_ahead` the takes that wait for `take_put_away`.

        The `ear` is the shipped one where none is given.
        """
        self._deliver = Delivery(deliver)
        self._worker = WorkerProcess(loaders, ear or shipped_ear())
        self._watchdog = Watchdog(patience)
        self._backlog = Backlog(most_takes_ahead)
        self._shelf = Shelf(loaders, self._send, self._deliver, self._model_at_work, memory_bytes)
        self._placing = Placing(self._send, self._deliver)
        self._queue: deque[Job] = deque()
        self._running: RunningJob | None = None
        self._render_numbers = itertools.count(1)
        self.modules: tuple[str, ...] = ()

    def start(self) -> None:
        """Start the worker process; models are loaded when asked for."""
        self._worker.start()

    @property
    def connection(self) -> Connection:
        """What to wait on; another one after every death of the worker."""
        return self._worker.connection

    @property
    def process_id(self) -> int | None:
        return self._worker.process_id

    @property
    def models(self) -> tuple[ModelChanged, ...]:
        """The state of every model of the catalogue, as it was last delivered."""
        return self._shelf.models

    @property
    def waiting(self) -> int:
        """Jobs that wait behind the running one."""
        return len(self._queue)

    @property
    def running(self) -> Job | None:
        return self._running.job if self._running and not self._running.over else None

    @property
    def idle(self) -> bool:
        """Whether the worker has nothing to do, and nothing waits for it."""
        return self.running is None and not self._queue and self._watchdog.at_work_on is None

    def place_words(self, words: str) -> int:
        """Have words placed, soon; delivers `Placed` or `NotPlaced` with the number that is returned."""
        return self._placing.words(words)

    def place_sound(self, sound: TakeShape, urgent: bool = False) -> int:
        """Have a sound placed unless something comes between, which delivers `NotPlaced`; returns as `place_words`.

        What is not `urgent` doesn't have an ear loaded that takes seconds.
        """
        return self._placing.sound(sound, urgent)

    def submit(self, job: Job) -> None:
        """Queue a job; delivers `JobQueued`. Raises `ModelError` for an unknown model, `BusyError` for a full queue."""
        self._shelf.model(job.model)
        if len(self._queue) >= LONGEST_QUEUE:
            raise BusyError(f"{LONGEST_QUEUE} jobs wait already; cancel some or wait for them.")
        ahead = len(self._queue) + (self.running is not None)
        self._queue.append(job)
        self._deliver(JobQueued(job.number, ahead))
        self._go_on()

    def cancel(self, number: int) -> None:
        """Stop a job, waiting or running; delivers `JobCancelled`, for a running one at its next step."""
        waiting = next((job for job in self._queue if job.number == number), None)
        if waiting:
            self._queue.remove(waiting)
            self._deliver(JobCancelled(number))
        elif self._running and self._running.job.number == number and not self._running.over:
            self._running.cancel()
            self._go_on()

    def know(self, loaders: dict[str, Loader]) -> None:
        """Take in models that were not there at the start; those whose names are known stay as they are."""
        new = {name: loader for name, loader in loaders.items() if name not in {known.name for known in self.models}}
        if new:
            self._worker.know(new)
            self._shelf.know(new)

    def load(self, name: str) -> None:
        """Load a model and keep it warm; delivers `ModelChanged`. Raises `ModelError` for an unknown name."""
        self._shelf.load(name)

    def unload(self, name: str) -> None:
        """Let a model go; delivers `ModelChanged`. Raises `ModelError` when unknown, `BusyError` when at work."""
        if self.running and self.running.model == name:
            raise BusyError(f"{name} is at work; wait for its job to end, or cancel it.")
        self._shelf.unload(name)

    def receive(self) -> None:
        """Take in what the worker has reported; call it when `connection` is readable."""
        reports, died = self._worker.receive()
        for report in reports:
            self._watchdog.heard(report)
            self._take_in(report)
            self._go_on()
        if died:
            self._bear_loss(self._death(), guilty=False)

    def tick(self) -> None:
        """The watchdog: replaces a worker that hangs. To be called now and then; never waits."""
        # What it has said meanwhile may show that it is well.
        self.receive()
        complaint = self._watchdog.complaint()
        if complaint is not None:
            _log.error("%s", complaint)
            self._worker.kill()
            self._bear_loss(complaint, guilty=isinstance(self._watchdog.at_work_on, Render))

    def share_cores(self, shared: bool) -> None:
        """Compute with one thread, while somebody else needs the cores, or with as many as models like."""
        self._worker.share_cores(shared)

    def take_put_away(self) -> None:
        """A rendered take was written, or can't be: to be called once for each `TakeRendered`."""
        self._backlog.remove()
        self._go_on()

    def ask_modules(self) -> None:
        """Have `modules` filled with the names of what the worker has imported."""
        self._send(ReportModules())

    def close(self) -> None:
        """End the worker and drop all jobs without a word; what `TakeStarted` brought stays the receiver's."""
        self._worker.close()
        self._queue.clear()
        self._running = None

    def _take_in(self, report: Report) -> None:
        match report:
            case Loaded() | LoadFailed() | Unloaded():
                self._shelf.take_in(report)
            case Modules(names):
                self.modules = names
            case Placed() | NotPlaced():
                self._placing.take_in(report)
            case _ if self._running:
                if isinstance(report, Rendered):
                    self._backlog.add()
                self._running.take_in(report)

    def _go_on(self) -> None:
        """Begin what can begin: the job whose turn it is as soon as its model is ready, its next take, the next job."""
        while running := self._whose_turn():
            model = self._shelf.model(running.job.model)
            if not running.waits or model.state == "loading":
                return
            if model.card is None:
                running.fail(ModelError.code, model.sentence)
            elif self._backlog.full:
                return
            else:
                running.go_on(model.card)

    def _whose_turn(self) -> RunningJob | None:
        if self._running and not self._running.over:
            return self._running
        if not self._queue:
            return None
        self._running = RunningJob(self._queue.popleft(), self._send, self._deliver, self._render_numbers)
        self._shelf.load(self._running.job.model)
        return self._running

    def _model_at_work(self) -> str | None:
        return self.running.model if self.running else None

    def _send(self, command: Command) -> None:
        self._watchdog.sent(command)
        self._worker.send(command)

    def _death(self) -> str:
        """How the worker died, and of what, in a sentence."""
        work = self._watchdog.at_work_on
        what = f" while {work.model} was loading" if isinstance(work, Load) else ""
        return f"The worker process died{what}{self._worker.ending}; another takes its place."

    def _bear_loss(self, sentence: str, guilty: bool) -> None:
        """The worker is gone; `guilty` is a take that it hung in."""
        self._watchdog.forget()
        self._shelf.lose(sentence)
        self._placing.lose(sentence)
        running = self._running
        if running and not running.over:
            if self._shelf.model(running.job.model).state == "failed":
                running.fail(WorkerError.code, sentence)
            else:
                running.bear_death(sentence, guilty)
        self._go_on()
