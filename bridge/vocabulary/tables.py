"""The vocabulary as Markdown: a short table for README, a full one for docs/osc.md.

`python -m bridge.vocabulary.tables` writes both into the pages, between their markers; a test keeps them equal.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from bridge.vocabulary.arguments import LARGEST_NUMBER, LARGEST_WHOLE, LONGEST_TEXT, MOST_NUMBERS, Argument, Kind
from bridge.vocabulary.numbers import plain
from bridge.vocabulary.table import EVENTS, VERBS, Row

_MARKED = re.compile(r"(<!-- vocabulary -->\n).*?(<!-- end of vocabulary -->)", re.DOTALL)


def short_tables() -> str:
    """What can be asked and what is answered, a line each."""
    asked = _table(("You send", "and may add", ""), (_short(row) for row in VERBS))
    answered = _table(("You hear", "with", ""), (_short(row) for row in EVENTS))
    return f"{asked}\n\n{answered}"


def full_tables() -> str:
    """The same with every argument's kind, range, unit, default and sentence."""
    asked = "\n\n".join(_full(row, with_range=True) for row in VERBS)
    answered = "\n\n".join(_full(row, with_range=False) for row in EVENTS)
    return f"## What you send\n\n{asked}\n\n## What you hear\n\n{answered}"


def with_tables(page: str, tables: str) -> str:
    """A page with what stands between its markers replaced."""
    return _MARKED.sub(lambda found: f"{found[1]}{tables}\n{found[2]}", page)


def _table(titles: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    return "\n".join(_lines([titles, ("---",) * len(titles), *rows]))


def _lines(rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _short(row: Row) -> tuple[str, str, str]:
    places = "".join(f" *{argument.name}*" for argument in row.arguments if argument.positional)
    keys = ", ".join(f"`{argument.name}`" for argument in row.arguments if not argument.positional)
    return f"`{row.address}`{places}", keys, row.says


def _full(row: Row, *, with_range: bool) -> str:
    heading = f"### `{row.address}`\n\n{row.says}"
    if not row.arguments:
        return heading
    return f"{heading}\n\n" + "\n".join(_item(argument, with_range) for argument in row.arguments)


def _item(argument: Argument, with_range: bool) -> str:
    name = f"*{argument.name}*" if argument.positional else f"`{argument.name}`"
    limits = _limits(argument) if with_range else argument.unit
    return f"- {name}{f' ({limits})' if limits else ''}: {argument.says}"


def _limits(argument: Argument) -> str:
    if argument.required:
        return f"{_range(argument)}, needed"
    if isinstance(argument.default, (bool, int, float)):
        return f"{_range(argument)}, else {plain(float(argument.default))}"
    return _range(argument)


def _range(argument: Argument) -> str:
    if argument.kind is Kind.TEXT:
        return f"words, at most {LONGEST_TEXT} characters"
    if argument.kind is Kind.NUMBERS:
        return f"1 to {MOST_NUMBERS} numbers"
    if argument.kind is Kind.SPANS:
        return "two numbers, in s; may stand several times"
    if argument.words:
        return " or ".join(argument.words)
    if argument.kind not in (Kind.WHOLE, Kind.NUMBER):
        return str(argument.kind.value)
    unit = f" {argument.unit}" if argument.unit else ""
    if argument.high == LARGEST_NUMBER:
        return str(argument.kind.value)
    if argument.high == LARGEST_WHOLE:
        return f"{argument.kind.value} from {plain(argument.low)}{unit}"
    return f"{plain(argument.low)} to {plain(argument.high)}{unit}"


def write_pages(root: Path) -> None:
    """Bring README.md and docs/osc.md below a checkout's root up to date."""
    for page, tables in ((root / "README.md", short_tables()), (root / "docs" / "osc.md", full_tables())):
        page.write_text(with_tables(page.read_text("utf-8"), tables), "utf-8")


if __name__ == "__main__":
    write_pages(Path(sys.argv[1]) if len(sys.argv) > 1 else Path())
