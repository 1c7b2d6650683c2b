"""What the person at the terminal sees: one line per job that fills as it goes, and a line for everything else.

Used by the bridge's loop, on its one thread. Where the output is no terminal, a job's line is printed at its end. A
terminal that is gone can't be written to; jobs are ended in order all the same.
"""

import logging
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from io import TextIOWrapper

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from bridge.jobs import OpenJob
from bridge.vocabulary import Event
from bridge.vocabulary.events import Cancelled, Done, Failed, Note, Queued, Started, TakeMade
from bridge.vocabulary.events import Progress as Step

_SECONDS_BETWEEN_DRAWINGS = 0.1


class Terminal:
    """Lines for jobs, sentences for the rest."""

    def __init__(self) -> None:
        self.console = Console(highlight=False, soft_wrap=True)
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(24),
            TextColumn("{task.fields[says]}"),
            console=self.console,
            auto_refresh=False,
        )
        self._lines: dict[int, TaskID] = {}
        self._drawn = 0.0

    def start(self) -> None:
        """Take over the terminal's last lines, if it is one, and the log."""
        log = [_Lines(self.say)]
        logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s: %(message)s", datefmt="%X", handlers=log)
        if isinstance(sys.stdout, TextIOWrapper):
            sys.stdout.reconfigure(errors="replace")
        if self.console.is_terminal:
            self._progress.start()

    def close(self) -> None:
        """Give the terminal back."""
        with suppress(OSError):
            self._progress.stop()

    def say(self, sentence: str) -> None:
        """One line."""
        with suppress(OSError):
            self.console.print(_printable(sentence))

    def of_job(self, job: OpenJob, event: Event) -> None:
        """A job has come further."""
        match event:
            case Queued():
                self._begin(job)
            case Started(_, model, seed):
                self._show(job, f"{model}, seed {seed}")
            case Step(_, done, total, left):
                self._step(job, done, total, left)
            case Note(_, says):
                self.say(f"{_called(job)}  {says}")
            case TakeMade(_, take, _, seconds, path):
                self._show(job, f"take {take}, {seconds:.2f} s: {path}")
            case Done(_, takes, seconds):
                self._end(job, f"done, {takes} take{'s' * (takes != 1)} in {seconds:.2f} s")
            case Failed(_, code, says):
                self._end(job, f"failed ({code}): {says}")
            case Cancelled():
                self._end(job, f"cancelled after {job.seconds:.2f} s")

    def _begin(self, job: OpenJob) -> None:
        self._lines[job.number] = self._progress.add_task(_printable(_called(job)), total=1, says="waits")
        self._draw()

    def _show(self, job: OpenJob, says: str) -> None:
        if job.number in self._lines:
            self._progress.update(self._lines[job.number], says=_printable(says))
            self._draw()

    def _step(self, job: OpenJob, done: int, total: int, left: float) -> None:
        if time.monotonic() - self._drawn < _SECONDS_BETWEEN_DRAWINGS or job.number not in self._lines:
            return
        self._progress.update(self._lines[job.number], completed=done, total=total, says=f"{left:.1f} s left")
        self._draw()

    def _end(self, job: OpenJob, says: str) -> None:
        line = self._lines.pop(job.number, None)
        if line is not None:
            self._progress.remove_task(line)
        self.say(f"{_called(job)}  {says}")
        self._draw()

    def _draw(self) -> None:
        self._drawn = time.monotonic()
        if self.console.is_terminal:
            with suppress(OSError):
                self._progress.refresh()


class _Lines(logging.Handler):
    """Says each line of the log; rich's own handler would break long ones."""

    def __init__(self, say: Callable[[str], None]) -> None:
        super().__init__()
        self._say = say

    def emit(self, record: logging.LogRecord) -> None:
        for line in self.format(record).splitlines():
            self._say(line)


def _called(job: OpenJob) -> str:
    prompt = getattr(job.request, "prompt", "")
    return f"{job.name}" + (f" ({prompt[:40]})" if prompt else "")


def _printable(text: str) -> str:
    """What others wrote, kept from steering the terminal: neither control characters nor markup."""
    return escape("".join(character if character.isprintable() else " " for character in text))
