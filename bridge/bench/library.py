"""A session of very many takes: how long its searches, its pages, a deletion and the start take, over OSC."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from bridge.bench.effort import Effort
from bridge.bench.figure import Figure, percentile
from bridge.bench.library_session import COMMON_WORD, build_library, words
from bridge.client import Client
from bridge.launch import launched_warmtone
from bridge.settings import Settings

FIND = Figure("library: find p99", None, "ms", 20.0)
FIND_COMMON = Figure("library: find, in every take p99", None, "ms", 20.0)
LIST = Figure("library: list p99", None, "ms", 20.0)
DELETE = Figure("library: delete p99", None, "ms", 20.0)
START = Figure("library: start to ready", None, "s", 2.0)
FIGURES = (FIND, FIND_COMMON, LIST, DELETE, START)

_PAGE = 50
_PATIENCE_SECONDS = 10.0

Question = tuple[str, list[int | float | str]]
"""An address and what follows it."""


@dataclass(frozen=True, slots=True)
class _Asker:
    """Asks a library of so many takes, by its dice."""

    client: Client
    takes: int
    dice: random.Random

    def times(self, questions: int, question: Callable[[], Question], answer: str) -> list[float]:
        """Milliseconds from each question to its answer, one after the other."""
        found = []
        for _ in range(questions):
            address, values = question()
            asked_at = time.monotonic()
            self.client.say(address, *values)
            self.client.hear(answer, seconds=_PATIENCE_SECONDS)
            found.append((time.monotonic() - asked_at) * 1e3)
        return found

    def words(self, vocabulary: tuple[str, ...]) -> Question:
        """One to three words that somebody may look for, or their beginnings."""
        chosen = [self.dice.choice(vocabulary)[: self.dice.randint(1, 12)] for _ in range(self.dice.randint(1, 3))]
        return "/take/find", [*self._page(), "prompt", *chosen]

    def common(self) -> Question:
        """What every take has, in whole or as a beginning."""
        return "/take/find", [*self._page(), "prompt", self.dice.choice((COMMON_WORD, COMMON_WORD[:1], "clip"))]

    def pages(self) -> Question:
        return "/take/list", self._page()

    def _page(self) -> list[int | float | str]:
        """The newest, the oldest or any page; of all takes, or of those with a star."""
        starred = self.dice.randrange(2)
        last = max(0, self.takes // (1 + starred) - _PAGE)
        start = self.dice.choice((0, last, self.dice.randint(0, last)))
        return ["start", start, "count", _PAGE, "starred", starred]


def measure_library(settings: Settings, effort: Effort) -> list[Figure]:
    """Questions to a library, one at a time; then deletions, and the start of the next Warmtone on it."""
    with _library(effort.library_takes) as session:
        settings = replace(settings, device="silent", session=session)
        with launched_warmtone(settings) as warmtone, warmtone.client() as client:
            figures = _asked(_Asker(client, effort.library_takes, random.Random(3)), effort.library_questions)
        starts = [_start_seconds(settings) for _ in range(effort.library_starts)]
    says = f"longest of {len(starts)} starts with {settings.model} and {effort.library_takes:,} takes"
    return [*figures, START.measured(max(starts), says)]


def _asked(asker: _Asker, questions: int) -> list[Figure]:
    vocabulary = words(random.Random(1))
    deleted = iter(asker.dice.sample(range(1, asker.takes + 1), questions))
    return [
        _figure(FIND, asker, asker.times(questions, lambda: asker.words(vocabulary), "/take/found")),
        _figure(FIND_COMMON, asker, asker.times(questions, asker.common, "/take/found")),
        _figure(LIST, asker, asker.times(questions, asker.pages, "/take/list")),
        _figure(DELETE, asker, asker.times(questions, lambda: ("/take/delete", [next(deleted)]), "/take/deleted")),
    ]


def _figure(figure: Figure, asker: _Asker, times: list[float]) -> Figure:
    says = f"{len(times)} of {asker.takes:,} takes; p50 {percentile(times, 50):.2f} ms, the longest {max(times):.2f} ms"
    return figure.measured(percentile(times, 99), says)


def _start_seconds(settings: Settings) -> float:
    with launched_warmtone(settings) as warmtone:
        return warmtone.ready_at - warmtone.began


@contextmanager
def _library(takes: int) -> Iterator[Path]:
    with TemporaryDirectory(prefix="warmtone-library-") as folder:
        session = Path(folder) / "session"
        build_library(session, takes)
        yield session
