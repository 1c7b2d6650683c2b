"""`warmtone bench`: figures of this machine, measured from outside on a Warmtone of its own."""

import signal
import sys

from rich.console import Console
from rich.markup import escape

from bridge.bench.effort import Effort
from bridge.bench.figure import Figure
from bridge.bench.groups import GROUPS, measure_group
from bridge.bench.report import as_json, print_table
from bridge.settings import Settings

__all__ = ["GROUPS", "Effort", "Figure", "measure_group", "run_bench"]


def run_bench(settings: Settings, group: str | None, json: bool, effort: Effort | None = None) -> None:
    """Measure one group or all, and print a table or JSON. Raises `WarmtoneError` for a group that isn't there."""
    # Ended from outside, it still ends what it started.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    news = Console(stderr=True, highlight=False)
    figures: list[Figure] = []
    for name in GROUPS if group is None else (group,):
        news.print(f"measuring {name}")
        figures += measure_group(name, settings, effort or Effort())
    if json:
        print(as_json(figures))
        for figure in figures:
            if figure.value is None:
                news.print(escape(f"{figure.name} was not measured: {figure.says}"))
    else:
        print_table(Console(highlight=False), figures)
