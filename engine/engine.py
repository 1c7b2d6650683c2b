"""The engine: a queue of jobs and the worker process that makes their takes.

Used by the bridge's loop, on its one thread. It waits on `connection` beside its sockets and calls `receive` when
something came; `deliver` is then called with each event, in order, on the same thread. Nothing here blocks.
"""

import logging
import multiprocessing
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess

from engine.errors import BusyError, ModelError, WorkerError
from engine.jobs import (
    EngineEvent,
    Job,
    JobCancelled,
    JobFailed,
    JobFinished,
    JobNoted,
    JobProgressed,
    JobQueued,
    JobStarted,
    ModelChanged,
    TakeRendered,
    TakeStarted,
    frames_to_deliver,
)
from engine.models.contract import Loader, ModelCard
from engine.process import start_process
from engine.take_memory import create_take_memory
from engine.worker import run_worker
from engine.worker_messages import (
    Cancel,
    Command,
    Load,
    Loaded,
    LoadFailed,
    Modules,
    Noted,
    Render,
    RenderCancelled,
    Rendered,
    RenderFailed,
    Report,
    Stepped,
    Unload,
    Unloaded,
)

LONGEST_QUEUE = 1000
Deliver = Callable[[EngineEvent], None]
_log = logging.getLogger("warmtone.engine")


@dataclass(slots=True)
class _Running:
    """The job at work: which of its takes is being made, since when, and whether a cancel is on its way."""

    job: Job
    card: ModelCard | None = None
    index: int = -1
    render: int = 0
    began: float = 0.0
    cancelling: bool = False


@dataclass(slots=True)
class _Shelf:
    """The models by name: how to load them, and in what state each is."""

    loaders: dict[str, Loader]
    states: dict[str, ModelChanged] = field(default_factory=dict)

    def state(self, name: str) -> ModelChanged:
        return self.states.get(name, ModelChanged(name, "unloaded"))


class Engine:
    """Runs one job after the other in one worker process, and keeps the worker alive."""

    def __init__(self, loaders: dict[str, Loader], deliver: Deliver) -> None:
        self._shelf = _Shelf(dict(loaders))
        self._deliver = deliver
        self._queue: deque[Job] = deque()
        self._running: _Running | None = None
        self._renders = 0
        self._process: SpawnProcess | None = None
        self.modules: tuple[str, ...] = ()
        self.connection: Connection

    def start(self) -> None:
        """Start the worker process; models are loaded when asked for."""
        self.connection, theirs = multiprocessing.get_context("spawn").Pipe()
        self._process = start_process("warmtone worker", run_worker, theirs, self._shelf.loaders)
        theirs.close()

    @property
    def process_id(self) -> int | None:
        return self._process.pid if self._process else None

    @property
    def models(self) -> tuple[ModelChanged, ...]:
        """The state of every model of the catalogue, as it was last delivered."""
        return tuple(self._shelf.state(name) for name in self._shelf.loaders)

    @property
    def waiting(self) -> int:
        """Jobs that wait behind the running one."""
        return len(self._queue)

    @property
    def running(self) -> Job | None:
        return self._running.job if self._running else None

    def submit(self, job: Job) -> None:
        """Queue a job; delivers `JobQueued`. Raises `ModelError` for an unknown model, `BusyError` for a full queue."""
        self._known(job.model)
        if len(self._queue) >= LONGEST_QUEUE:
            raise BusyError(f"{LONGEST_QUEUE} jobs wait already; cancel some or wait for them.")
        self._deliver(JobQueued(job.number, len(self._queue) + (self._running is not None)))
        self._queue.append(job)
        self._start_next()

    def cancel(self, number: int) -> None:
        """Stop a job, waiting or running; delivers `JobCancelled`, for a running one at its next step."""
        for job in self._queue:
            if job.number == number:
                self._queue.remove(job)
                return self._deliver(JobCancelled(number))
        if self._running and self._running.job.number == number:
            self._cancel_running(self._running)
        return None

    def load(self, name: str) -> None:
        """Load a model and keep it warm; delivers `ModelChanged`. Raises `ModelError` for an unknown name."""
        self._known(name)
        if self._shelf.state(name).state not in ("ready", "loading"):
            self._change(ModelChanged(name, "loading"))
            self._send(Load(name))

    def unload(self, name: str) -> None:
        """Let a model go; delivers `ModelChanged`. Raises `ModelError` when unknown, `BusyError` when at work."""
        self._known(name)
        if self._running and self._running.job.model == name:
            raise BusyError(f"{name} is at work; wait for its job to end, or cancel it.")
        self._change(ModelChanged(name, "unloading"))
        self._send(Unload(name))

    def receive(self) -> None:
        """Take in what the worker has reported; call it when `connection` is readable."""
        try:
            while self.connection.poll():
                self._take_in(self.connection.recv())
        except (EOFError, OSError):
            self._restart()

    def ask(self, command: Command) -> None:
        """Send the worker a command of its protocol."""
        self._send(command)

    def close(self) -> None:
        """End the worker and drop all jobs."""
        self.connection.close()
        if self._process:
            self._process.kill()
            self._process.join()

    def _known(self, name: str) -> None:
        if name not in self._shelf.loaders:
            raise ModelError(f"There is no model called {name}; there are {', '.join(self._shelf.loaders)}.")

    def _change(self, state: ModelChanged) -> None:
        self._shelf.states[state.name] = state
        self._deliver(state)

    def _send(self, command: Command) -> None:
        try:
            self.connection.send(command)
        except OSError:
            # `receive` sees the closed pipe next, fails the running job and starts a new worker.
            _log.warning("the worker is gone")

    def _start_next(self) -> None:
        if self._running or not self._queue:
            return
        self._running = _Running(self._queue.popleft())
        model = self._running.job.model
        if self._shelf.state(model).state == "ready":
            self._begin()
        else:
            self.load(model)

    def _begin(self) -> None:
        running = self._running
        assert running is not None
        running.card, running.began = self._shelf.state(running.job.model).card, time.monotonic()
        assert running.card is not None
        self._deliver(JobStarted(running.job.number, running.card))
        self._render_next()

    def _render_next(self) -> None:
        running = self._running
        assert running is not None
        assert running.card is not None
        running.index += 1
        if running.cancelling:
            return self._end(JobCancelled(running.job.number))
        if running.index == running.job.count:
            return self._end(JobFinished(running.job.number))
        return self._render(running, running.job, running.card)

    def _render(self, running: _Running, job: Job, card: ModelCard) -> None:
        seed = job.seed + running.index
        channels = job.source.channels if job.source else card.channels
        memory = create_take_memory(frames_to_deliver(job), channels, job.rate_hz)
        self._renders += 1
        running.render = self._renders
        self._deliver(TakeStarted(job.number, running.index, seed, memory))
        self._send(Render(running.render, job.model, job.task, seed, memory.shape, job.source))

    def _end(self, event: JobFinished | JobFailed | JobCancelled) -> None:
        self._running = None
        self._deliver(event)
        self._start_next()

    def _cancel_running(self, running: _Running) -> None:
        if running.card is None:  # its model is still loading
            self._end(JobCancelled(running.job.number))
        elif not running.cancelling:
            running.cancelling = True
            self._send(Cancel(running.render))

    def _take_in(self, report: Report) -> None:
        match report:
            case Loaded(card):
                self._loaded(card)
            case LoadFailed(model, sentence):
                self._load_failed(model, sentence)
            case Unloaded(model):
                self._unloaded(model)
            case Modules(names):
                self.modules = names
            case _:
                self._take_in_render(report)

    def _take_in_render(self, report: Stepped | Noted | Rendered | RenderFailed | RenderCancelled) -> None:
        running = self._running
        if running is None or report.render != running.render:
            return
        number = running.job.number
        match report:
            case Stepped(_, done, total):
                self._progressed(running, done, total)
            case Noted(_, sentence):
                self._deliver(JobNoted(number, sentence))
            case Rendered():
                self._deliver(TakeRendered(number, running.index))
                self._render_next()
            case RenderFailed(_, code, sentence):
                self._end(JobFailed(number, code, sentence))
            case RenderCancelled():
                self._end(JobCancelled(number))

    def _progressed(self, running: _Running, done: int, total: int) -> None:
        done_in_all = running.index * total + done
        total_in_all = running.job.count * total
        elapsed = time.monotonic() - running.began
        left = elapsed * (total_in_all - done_in_all) / done_in_all if done_in_all else 0.0
        self._deliver(JobProgressed(running.job.number, done_in_all, total_in_all, left))

    def _loaded(self, card: ModelCard) -> None:
        self._change(ModelChanged(card.name, "ready", card))
        if self._waits_for(card.name):
            self._begin()

    def _load_failed(self, model: str, sentence: str) -> None:
        self._change(ModelChanged(model, "failed", None, sentence))
        if self._running and self._waits_for(model):
            self._end(JobFailed(self._running.job.number, ModelError.code, sentence))

    def _unloaded(self, model: str) -> None:
        if self._shelf.state(model).state == "unloading":  # and not asked for again meanwhile
            self._change(ModelChanged(model, "unloaded"))

    def _waits_for(self, model: str) -> bool:
        return self._running is not None and self._running.card is None and self._running.job.model == model

    def _restart(self) -> None:
        """The worker died: its job fails, a new worker loads what was warm."""
        warm = [model.name for model in self.models if model.state in ("ready", "loading")]
        _log.error("the worker process died; starting another")
        self.connection.close()
        if self._process:
            self._process.join()
        self._shelf.states.clear()
        self.start()
        running, self._running = self._running, None
        if running:
            sentence = "The worker process died while this job ran; a new one is starting, send the job again."
            self._deliver(JobFailed(running.job.number, WorkerError.code, sentence))
        for name in warm:
            self.load(name)
        self._start_next()
