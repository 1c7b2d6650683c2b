"""Figures as a table for people, or as JSON for programs. Pure, but for the printing."""

import json
import os
import platform
from collections.abc import Iterable

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bridge.bench.figure import Figure

_MARKS = {True: "[green]yes[/]", False: "[red]no[/]", None: "[yellow]not measured[/]"}


def as_json(figures: Iterable[Figure]) -> str:
    """`{figure: {value, unit, reach, met}}`; value and met are null where nothing could be measured.

    >>> print(as_json([Figure("ping idle p50", 0.08, "ms", 0.1)]))
    {
      "ping idle p50": {
        "value": 0.08,
        "unit": "ms",
        "reach": 0.1,
        "met": true
      }
    }
    """
    return json.dumps({figure.name: _row(figure) for figure in figures}, indent=2, ensure_ascii=False)


def print_table(console: Console, figures: Iterable[Figure]) -> None:
    """One row a figure: its value, what is meant to be reached, and how it was measured."""
    table = Table("figure", "value", "reach", "met", "how", title=_machine(), title_justify="left")
    for figure in figures:
        value = "" if figure.value is None else f"{figure.value:g} {figure.unit}"
        reach = f"{figure.reach:g} {figure.unit}"
        table.add_row(figure.name, value, reach, _MARKS[figure.met], escape(figure.says))
    console.print(table)


def _row(figure: Figure) -> dict[str, object]:
    return {"value": figure.value, "unit": figure.unit, "reach": figure.reach, "met": figure.met}


def _machine() -> str:
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
