"""The worker: a process of its own that keeps models warm and makes one take after the other.

Started by `engine.worker_process`, which talks to it over one pipe. Everything here runs on the process's only thread.
While a take is made, commands are looked at in every `on_step`: a cancel unwinds the model there, words that somebody
looks for are placed, whatever else came is done after the take. A sound is placed only while there is nothing else to
do. The worker runs nice, and ends when its parent does.
"""

import gc
import logging
import os
import sys
import time
from collections import deque
from multiprocessing.connection import Connection

from engine.audio import Audio
from engine.errors import Cancelled, MissingError, ModelError, WarmtoneError
from engine.listening import Listening
from engine.memory import resident_bytes
from engine.models.batch import Batch
from engine.models.contract import Loader, Model
from engine.models.trial import try_out
from engine.placing import Answer, EarLoader, PlaceSound, PlaceWords
from engine.process import end_with_parent
from engine.rendering import render
from engine.sentences import sentence_of
from engine.take_memory import TakeMemory, TakeShape, attach_take_memory
from engine.threads import Threads
from engine.worker_messages import (
    Cancel,
    Command,
    Know,
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
    ReportModules,
    ShareCores,
    Stepped,
    Unload,
    Unloaded,
    Work,
)

NICENESS = 10


def run_worker(connection: Connection, loaders: dict[str, Loader], ear: EarLoader) -> None:
    """The process's main function: serve commands until the pipe closes."""
    end_with_parent()
    # With OpenMP's default, idle threads spin, and a second busy process turns 120 ms into seconds.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    logging.basicConfig(format="%(name)s: %(message)s")
    Worker(connection, loaders, ear).serve()


class Worker:
    """The warm models by name, and the commands that came while a take was being made."""

    def __init__(self, connection: Connection, loaders: dict[str, Loader], ear: EarLoader) -> None:
        self._connection = connection
        self._loaders = loaders
        self._models: dict[str, Model] = {}
        self._waiting: deque[Work] = deque()
        self._threads = Threads()
        self._listening = Listening(ear)
        self._cancelled = 0
        self._batch: Batch | None = None

    def serve(self) -> None:
        """Do one command after the other; raises `SystemExit` when the engine has closed its end."""
        while True:
            self._tell(self._answer(self._next()))

    def _tell(self, report: Report) -> None:
        try:
            self._connection.send(report)
        except OSError:
            # No error of the model that is at work, and nothing that it may catch.
            sys.exit()

    def _hear(self) -> Command:
        try:
            command: Command = self._connection.recv()
        except (EOFError, OSError):
            sys.exit()
        return command

    def _next(self) -> Work:
        while not self._waiting:
            self._take_in(self._hear())
        return self._waiting.popleft()

    def _take_in(self, command: Command) -> None:
        """While no take is made: do what takes no time, and leave the rest for its turn."""
        match command:
            case ShareCores(shared):
                self._threads.share(shared)
            case Know(loaders):
                self._loaders |= loaders
            case Cancel():
                # Its take has ended and been reported, but no other one of its job will follow.
                self._batch = None
            case _:
                self._waiting.append(command)

    def _answer(self, command: Work) -> Report:
        match command:
            case Load(model):
                return self._load(model)
            case Unload(model):
                return self._unload(model)
            case Render():
                return self._render(command)
            case PlaceWords():
                return self._place_words(command)
            case PlaceSound():
                return self._place_sound(command)
            case ReportModules():
                return Modules(tuple(sorted(sys.modules)))

    def _load(self, name: str) -> Report:
        self._batch = None
        started, before_bytes = time.monotonic(), resident_bytes()
        try:
            model = self._loaders[name]()
            card = try_out(model, name)
        except Exception as error:
            return LoadFailed(name, sentence_of(error, f"{name} can't be loaded"))
        self._models[name] = model
        self._threads.hold()
        gc.collect()
        return Loaded(card, time.monotonic() - started, max(0, resident_bytes() - before_bytes))

    def _unload(self, name: str) -> Report:
        self._models.pop(name, None)
        self._batch = None
        # The parts of a model often refer to each other in circles.
        gc.collect()
        return Unloaded(name)

    def _render(self, command: Render) -> Report:
        batch = self._batch_for(command)
        try:
            self._make(command, batch)
        except Cancelled:
            self._batch = None
            return RenderCancelled(command.render)
        except Exception as error:
            self._batch = None
            code = error.code if isinstance(error, WarmtoneError) else ModelError.code
            return RenderFailed(command.render, code, sentence_of(error, f"{command.model} stopped with an error"))
        return Rendered(command.render, batch.place)

    def _batch_for(self, command: Render) -> Batch:
        """The one that takes of the same job and sound came from before, or a new one."""
        about = (command.job, command.model, command.task, command.sources)
        if self._batch is None or self._batch.about != about:
            self._batch = Batch(about)
        self._batch.ask(command.following)
        return self._batch

    def _make(self, command: Render, batch: Batch) -> None:
        self._threads.use(self._models[command.model].card.threads)
        target = _attached(command.target)
        try:
            self._render_into(target, command, tuple(_read(source) for source in command.sources), batch)
        finally:
            target.finish()
            target.close()

    def _render_into(self, target: TakeMemory, command: Render, sources: tuple[Audio, ...], batch: Batch) -> None:
        told: Stepped | None = None

        def on_step(done: int, total: int) -> None:
            nonlocal told
            # A model may look for a cancel much more often than there is something to tell.
            step = Stepped(command.render, int(done), int(total), target.written)
            if step != told:
                self._tell(step)
                told = step
            self._look_for_cancel(command.render)

        def on_note(sentence: str) -> None:
            self._tell(Noted(command.render, str(sentence)))

        render(self._models[command.model], command.task, command.seed, sources, target, on_step, on_note, batch)

    def _place_words(self, command: PlaceWords) -> Answer:
        answer = self._listening.words(command)
        self._threads.hold()
        return answer

    def _place_sound(self, command: PlaceSound) -> Answer:
        answer = self._listening.sound(command, lambda: _read(command.sound), self._give_way)
        self._threads.hold()
        return answer

    def _give_way(self) -> None:
        """For all but words, which take but a moment: who asks for them again and again would else never be told."""
        while self._connection.poll():
            command = self._hear()
            if isinstance(command, PlaceWords):
                self._tell(self._place_words(command))
            else:
                self._take_in(command)
        if self._waiting:
            raise Cancelled

    def _look_for_cancel(self, number: int) -> None:
        while self._connection.poll():
            command = self._hear()
            if isinstance(command, Cancel):
                self._cancelled = command.render
            elif isinstance(command, PlaceWords) and self._listening.loaded:
                self._tell(self._place_words(command))
            elif isinstance(command, ShareCores | Know):
                self._take_in(command)
            else:
                self._waiting.append(command)
        # Again at every step, should a model catch the first one.
        if self._cancelled == number:
            raise Cancelled


def _attached(shape: TakeShape) -> TakeMemory:
    try:
        return attach_take_memory(shape)
    except FileNotFoundError as error:
        raise MissingError(
            "The memory of this take is gone: it was let go while its job still ran. Send the job again."
        ) from error


def _read(shape: TakeShape) -> Audio:
    memory = _attached(shape)
    try:
        return Audio(memory.samples.copy(), shape.rate_hz)
    finally:
        memory.close()
