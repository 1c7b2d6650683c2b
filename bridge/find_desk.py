"""The verb that finds takes: by words of their names and prompts, by how they sound, or by both.

Used by the bridge's loop, on its one thread; the search itself is done on the archive's, where the words lie is found
out by the worker.
"""

from dataclasses import dataclass

import numpy as np

from bridge.listener import Listener
from bridge.osc import Peer
from bridge.replies import Replies
from bridge.takes import Archive, Session, check_backlog
from bridge.vocabulary import Refused
from bridge.vocabulary.events import Error, Note, TakesFound
from bridge.vocabulary.requests import FindTakes
from engine import BusyError, Point, WarmtoneError

ADDRESS = "/take/find"
_ALL = 1 << 31


@dataclass(frozen=True, slots=True)
class _Page:
    """How many takes fit, the numbers of some of them, and how many might fit but were not heard yet."""

    total: int
    takes: list[int]
    unheard: int = 0


class FindDesk:
    """Asks the listener and the archive, and answers the client."""

    def __init__(self, archive: Archive, listener: Listener, replies: Replies) -> None:
        self._archive = archive
        self._listener = listener
        self._replies = replies

    def find(self, client: Peer, request: FindTakes) -> None:
        """A page of the takes that fit. Raises `Refused` where nothing says which."""
        check_backlog(self._archive)
        if request.like:
            self._listener.place(
                request.like,
                lambda point: self._search(client, request, [point]),
                lambda error: self._refuse(client, error),
            )
        elif request.prompt or request.take:
            self._search(client, request, [])
        else:
            raise Refused(
                ADDRESS,
                "key",
                f"{ADDRESS} needs prompt, like or take: words of a name or prompt, words that say how it sounds, or a "
                "take that it sounds like.",
            )

    def _search(self, client: Peer, request: FindTakes, points: list[Point]) -> None:
        def then(page: _Page) -> None:
            self._replies.to(client, TakesFound(page.total, request.start, tuple(page.takes)))
            if page.unheard:
                self._replies.to(client, Note(ADDRESS, _not_heard(page.unheard)))

        def failed(error: WarmtoneError) -> None:
            if isinstance(error, _NotHeardError):
                self._listener.want(request.take)
            self._refuse(client, error)

        by_words = not points and not request.take
        search = _by_words if by_words else lambda session, request: _by_sound(session, request, points)
        self._archive.do(lambda session: search(session, request), then, failed)

    def _refuse(self, client: Peer, error: WarmtoneError) -> None:
        self._replies.to(client, Error(ADDRESS, error.code, str(error)))


class _NotHeardError(BusyError):
    """Takes are wanted that sound like one that nobody has heard."""


def _by_words(session: Session, request: FindTakes) -> _Page:
    return _Page(*session.find(request.prompt, request.start, request.count, request.starred or None))


def _by_sound(session: Session, request: FindTakes, points: list[Point]) -> _Page:
    wanted = sum([*points, *_point_of(session, request.take)], np.zeros(1, np.float32))
    among = session.find(request.prompt, 0, _ALL, request.starred or None)[1] if _narrowed(request) else None
    total, takes = session.points.nearest(wanted, request.start, request.count, among, request.take or None)
    return _Page(total, takes, session.points.unheard)


def _narrowed(request: FindTakes) -> bool:
    return bool(request.prompt) or request.starred


def _point_of(session: Session, take: int) -> list[Point]:
    """Of the take that the others are to sound like, where there is one."""
    if not take:
        return []
    session.take(take)
    point = session.points.of([take]).get(take)
    if point is None:
        raise _NotHeardError(f"Take {take} was not heard yet: that is done as soon as no job runs; ask again then.")
    return [point]


def _not_heard(count: int) -> str:
    takes = "1 take was" if count == 1 else f"{count} takes were"
    return f"{takes} not heard yet and can't be found so; ask again later. They are heard while no job runs."
