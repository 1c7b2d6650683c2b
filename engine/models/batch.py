"""Takes of one job that are sampled together, and what was sampled of those that were not asked for yet.

Used on the worker's only thread; the worker holds a batch as long as it makes the takes of one job.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

MOST_TAKES = 8
"""At once, however short they are."""
MOST_SECONDS = 400.0
"""Of sound at once, all takes together: an estimate; where memory is too small for it, the batch is halved."""


@dataclass(frozen=True, slots=True)
class BatchPlace:
    """Which of how many takes that were sampled together, from 1; one that was sampled alone is 1 of 1."""

    place: int = 1
    takes: int = 1


def most_at_once(device: str, seconds: float) -> int:
    """How many takes are sampled together, each of so many seconds: on a CPU one, so that the first comes first."""
    return 1 if device.startswith("cpu") else max(1, min(MOST_TAKES, int(MOST_SECONDS / seconds)))


class Batch:
    """The takes of one job: the seeds that follow, and what was sampled beside a take that came before."""

    def __init__(self, about: object) -> None:
        """`about` is all that the takes have in common; two batches about the same are of the same sound."""
        self.about = about
        self.place = BatchPlace()
        self._most = MOST_TAKES
        self._following: tuple[int, ...] = ()
        self._kept: dict[int, tuple[Any, BatchPlace]] = {}

    def ask(self, following: tuple[int, ...]) -> None:
        """A take is asked for that those seeds follow; `place` says from here on where it was sampled."""
        self.place, self._following = BatchPlace(), following

    def seeds(self, seed: int, most: int) -> tuple[int, ...]:
        """Those to be sampled now, the one that was asked for first."""
        return (seed, *self._following)[: min(most, self._most)]

    def halve(self, takes: int) -> None:
        """So many were too much at once, for this take and those that follow."""
        self._most = max(1, takes // 2)

    def keep(self, seeds: Sequence[int], sampled: Sequence[Any]) -> None:
        """What was sampled together, one for each seed."""
        for number, (seed, each) in enumerate(zip(seeds, sampled, strict=True), 1):
            self._kept[seed] = each, BatchPlace(number, len(seeds))

    def taken(self, seed: int) -> Any:
        """What was sampled for a seed, once; None where nothing was."""
        if seed not in self._kept:
            return None
        sampled, self.place = self._kept.pop(seed)
        return sampled
