"""How commands that take long tell where they are: bars and lines on standard output."""

import os
import sys
import time
from collections.abc import Callable
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

_TOLD_EVERY_SECONDS = 20.0
_FILE_COLUMNS = 120
_PATIENCE = 10
"""How nice training is to whatever else wants the machine."""


class _Status(Protocol):
    """Where a run is: said in one line, and in steps."""

    @property
    def step(self) -> int: ...
    @property
    def steps(self) -> int: ...


def be_nice() -> None:
    """Let whatever else wants the machine have it first."""
    # Read by torch when it is imported: threads that wait leave the cores to others.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    if hasattr(os, "nice"):
        os.nice(_PATIENCE)


def run_teller(bar: Progress) -> Callable[[_Status], None]:
    """Tells where a run is: in one line of a terminal, or in a line of a file every now and then."""
    return _line(bar) if bar.console.is_terminal else _lines(bar.console)


def _line(bar: Progress) -> Callable[[_Status], None]:
    line = bar.add_task("reading the clips", total=None)
    return lambda at: bar.update(line, description=str(at), completed=at.step, total=at.steps)


def _lines(console: Console) -> Callable[[_Status], None]:
    told = 0.0

    def tell(at: _Status) -> None:
        nonlocal told
        if time.monotonic() - told >= _TOLD_EVERY_SECONDS:
            told = time.monotonic()
            console.print(str(at))

    return tell


def count_teller(bar: Progress, doing: str) -> Callable[[int, int], None]:
    """Draws how many of how many are done."""
    line = bar.add_task(doing, total=None)
    return lambda done, total: bar.update(line, completed=done, total=total)


def plain_console() -> Console:
    """A console that breaks and colours nothing."""
    # In a file a table would be cut to the 80 columns of a terminal that isn't there.
    return Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else _FILE_COLUMNS)


def bar_on(console: Console) -> Progress:
    """A bar with the time that has gone by."""
    return Progress(TextColumn("{task.description}"), BarColumn(bar_width=20), TimeElapsedColumn(), console=console)
