"""In which order to listen to the takes of a job: those that fit first, and of those the ones that differ.

Used by the bridge's loop, on its one thread. It begins when the job has ended, so no take waits for it.
"""

from collections.abc import Callable, Sequence

import numpy as np

from bridge.jobs.book import OpenJob
from bridge.listener import Listener
from bridge.replies import Replies
from bridge.takes import Archive, Session
from bridge.vocabulary.events import Ranked
from bridge.vocabulary.requests import Vary
from engine import Point, WarmtoneError, spread


class Ranking:
    """Has the takes of a job heard, and what they should be like, and tells its client their order."""

    def __init__(self, listener: Listener, archive: Archive, replies: Replies) -> None:
        self._listener = listener
        self._archive = archive
        self._replies = replies

    def rank(self, job: OpenJob) -> None:
        """Rank the takes of a job that has ended; nothing happens where there is nothing that they could fit."""
        takes, prompt = tuple(job.takes), _prompt_of(job)
        source = job.source_take.number if job.source_take else 0
        if len(takes) < 2 or not (prompt or source):
            return

        def tell(order: tuple[int, ...]) -> None:
            if order:
                self._replies.of_job(job.client, Ranked(job.name, order))

        def by_source() -> None:
            self._archive.do(lambda session: ranked(session, takes, _point_of(session, source)), tell, _unranked)

        def by_prompt() -> None:
            self._place(prompt, lambda wanted: self._archive.do(lambda s: ranked(s, takes, wanted), tell, _unranked))

        if prompt:
            self._listener.when_heard(takes, by_prompt, _unranked)
        else:
            self._listener.when_heard((*takes, source), by_source, _unranked)

    def _place(self, prompt: str, then: Callable[[Point], None]) -> None:
        try:
            self._listener.place(prompt, then, _unranked)
        except WarmtoneError as error:
            _unranked(error)


def ranked(session: Session, takes: Sequence[int], wanted: Point | None) -> tuple[int, ...]:
    """The numbers of those of these takes that are there and were heard, in the order to listen to.

    Of the half that fits what is `wanted` best the one that fits best comes first, then each time the one that differs
    most from those before it; after them the other half, best first. None of them where nothing is known to fit.
    """
    points = session.points.of(takes)
    if not points or wanted is None:
        return ()
    sounds = np.stack(list(points.values()))
    fit = float(np.median(sounds @ wanted))
    numbers = list(points)
    return tuple(numbers[place] for place in spread(sounds, wanted, len(sounds), fit))


def _point_of(session: Session, take: int) -> Point | None:
    return session.points.of([take]).get(take)


def _prompt_of(job: OpenJob) -> str:
    return "" if job.request is None or isinstance(job.request, Vary) else job.request.prompt


def _unranked(error: WarmtoneError) -> None:
    """Nobody asked for an order: without an ear there is none. A search says what is missing."""
