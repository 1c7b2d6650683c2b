"""`warmtone evaluate ember` and `evaluate words`: a bar as they run, then a table or JSON."""

import dataclasses
import json
import math
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bridge.progress_lines import bar_on, count_teller, plain_console
from engine import evaluate_ember, evaluate_words, sweep_ember

_MARKS = {True: "[green]yes[/]", False: "[red]no[/]", None: ""}


class _Estimate(Protocol):
    """A value with its interval."""

    @property
    def value(self) -> float: ...
    @property
    def low(self) -> float: ...
    @property
    def high(self) -> float: ...
    @property
    def count(self) -> int: ...


class _Figure(Protocol):
    """A row of the table."""

    @property
    def name(self) -> str: ...
    @property
    def estimate(self) -> _Estimate: ...
    @property
    def unit(self) -> str: ...
    @property
    def least(self) -> float | None: ...
    @property
    def most(self) -> float | None: ...
    @property
    def met(self) -> bool | None: ...


class _Recall(Protocol):
    @property
    def at_1(self) -> float: ...
    @property
    def at_5(self) -> float: ...
    @property
    def at_10(self) -> float: ...
    @property
    def median_rank(self) -> float: ...


def print_ember(
    data: Path, folder: Path | None, out: Path, clips: int, steps: int | None, guidance: float | None, as_json: bool
) -> None:
    """Measure a model and print each figure beside what is to be reached."""
    with _told("measuring") as progress:
        quality, figures = evaluate_ember(
            data, out, folder, clips=clips, steps=steps, guidance=guidance, progress=progress
        )  # fmt: skip
    if as_json:
        rows = {figure.name.strip(): _json_row(figure) for figure in figures if not figure.name.startswith(" ")}
        print(json.dumps(_finite({"figures": rows, "measured": dataclasses.asdict(quality)}), indent=2))
        return
    setting = f"{quality.setting.steps} steps, guidance {quality.setting.guidance:g}, {clips} clips of each"
    table = Table("figure", "value \\[95 %]", "of", "reach", "met", title=setting, title_justify="left")
    for figure in figures:
        reach, count = _reach(figure), str(figure.estimate.count)
        table.add_row(
            escape(figure.name), escape(_value(figure.estimate, figure.unit)), count, reach, _MARKS[figure.met]
        )
    console = plain_console()
    console.print(table)
    console.print("A Frechet ratio is the smaller the fewer clips it is of: compare only those of as many.")
    console.print(f"Look at sheet-1.png and those after it, and confusion-categories.png, in {out}.")


def print_sweep(
    data: Path, folder: Path | None, out: Path, clips: int, steps: Sequence[int | None],
    guidance: Sequence[float | None], as_json: bool,
) -> None:  # fmt: skip
    """Try settings and print one row for each."""
    with _told("trying settings") as progress:
        tried = sweep_ember(data, out, folder, clips=clips, steps=steps, guidance=guidance, progress=progress)
    if as_json:
        print(json.dumps([_finite(dataclasses.asdict(each)) for each in tried], indent=2))
        return
    table = Table("steps", "guidance", "prompts followed, over real", "Frechet, over training", "5 s take")
    for each in tried:
        table.add_row(
            str(each.setting.steps),
            f"{each.setting.guidance:g}",
            escape(_value(each.followed, "%")),
            escape(_value(each.frechet, "")),
            escape(_value(each.seconds, "s")),
        )
    plain_console().print(table)


def print_words(data: Path, folder: Path | None, as_json: bool) -> None:
    """Print how words and sounds find each other, and what lies near words that the pack lacks."""
    with _told("placing sounds") as progress:
        quality = evaluate_words(data, folder, progress=progress)
    if as_json:
        print(json.dumps(_finite(dataclasses.asdict(quality)), indent=2))
        return
    console = plain_console()
    table = Table("asked by", "R@1", "R@5", "R@10", "median rank", "queries of answers")
    for name, found in (("captions for sounds", quality.sounds), ("sounds for captions", quality.captions)):
        table.add_row(name, *_recall(found.reached), f"{found.queries} of {found.answers}")
        table.add_row("  by chance", *_recall(found.chance), "")
    console.print(table)
    for kind, placing in (("a word of the lexicon", quality.taught), ("a word that nobody taught", quality.strange)):
        near = Table(kind, "nearest labels", "nearest sounds")
        for each in placing.words:
            near.add_row(f"{each.word} ({each.category})", "; ".join(each.labels), "; ".join(each.captions))
        console.print(near)
        console.print(f"The nearest label is of the right category for {_value(placing.right, '%')}.", markup=False)


def _recall(found: _Recall) -> Iterator[str]:
    yield from (f"{share:.1%}" for share in (found.at_1, found.at_5, found.at_10))
    yield f"{found.median_rank:g}"


def _json_row(figure: _Figure) -> dict[str, object]:
    found = figure.estimate
    reach = {"least": figure.least, "most": figure.most}
    return {
        "value": found.value,
        "low": found.low,
        "high": found.high,
        "count": found.count,
        **reach,
        "met": figure.met,
    }


def _value(found: _Estimate, unit: str) -> str:
    """The value and its interval.

    >>> from types import SimpleNamespace
    >>> _value(SimpleNamespace(value=0.5, low=0.25, high=0.75, count=4), "%")
    '50.0 % [25.0 to 75.0]'
    """
    if math.isnan(found.value):
        return "not measured"
    scale, form = (100, ".1f") if unit == "%" else (1, ".3g")
    value, low, high = (format(scale * number, form) for number in (found.value, found.low, found.high))
    return f"{value} {unit}".strip() + (f" [{low} to {high}]" if low != high else "")


def _reach(figure: _Figure) -> str:
    scale = 100 if figure.unit == "%" else 1
    least, most = (None if each is None else f"{scale * each:g}" for each in (figure.least, figure.most))
    if least is not None and most is not None:
        return f"{least} to {most}"
    bound = f">= {least}" if least is not None else f"<= {most}" if most is not None else ""
    return f"{bound} {figure.unit}".strip() if bound else ""


def _finite(value: object) -> object:
    """The same with None for numbers that JSON has not."""
    if isinstance(value, dict):
        return {name: _finite(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


@contextmanager
def _told(doing: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error, for JSON goes to standard output alone."""
    # Read when torch is loaded: threads that spin while they wait make it 30 times slower beside another program.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    with bar_on(Console(stderr=True, highlight=False)) as bar:
        yield count_teller(bar, doing)
