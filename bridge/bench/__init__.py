"""`warmtone bench`: figures of this machine, measured from outside on a Warmtone of its own."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape

from bridge.bench.effort import Effort
from bridge.bench.figure import Figure
from bridge.bench.groups import GROUPS, USUAL_GROUPS, measure_group
from bridge.bench.report import as_json, print_table
from bridge.settings import Settings

__all__ = ["GROUPS", "Effort", "Figure", "measure_group", "run_bench"]


def run_bench(settings: Settings, group: str | None, json: bool, effort: Effort | None = None) -> None:
    """Measure one group, or all usual ones; print a table or JSON. Raises `WarmtoneError` for an unknown group."""
    # As in the worker: what is measured in this process must not wait busily for its threads beside other programs.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    news = Console(stderr=True, highlight=False)
    figures: list[Figure] = []
    with _ending_in_order():
        for name in USUAL_GROUPS if group is None else (group,):
            news.print(f"measuring {name}")
            figures += measure_group(name, settings, effort or Effort())
    if json:
        _print_json(figures, news)
    else:
        print_table(Console(highlight=False), figures)


def _print_json(figures: list[Figure], news: Console) -> None:
    print(as_json(figures))
    for figure in figures:
        if figure.value is None:
            news.print(escape(f"{figure.name} was not measured: {figure.says}"))


@contextmanager
def _ending_in_order() -> Iterator[None]:
    """Ended by SIGTERM, it still ends the processes that it started."""
    before = signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
