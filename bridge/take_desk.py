"""The verbs that look after takes: info, list, star, name and delete.

Used by the bridge's loop, on its one thread; the work itself is done on the archive's.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from bridge.osc import Peer
from bridge.replies import Replies
from bridge.takes import Archive, Session, Take, check_backlog
from bridge.vocabulary import Event
from bridge.vocabulary.arguments import LONGEST_TEXT, LONGEST_WORD
from bridge.vocabulary.events import Error, TakeDeleted, TakeInfo, TakeList
from bridge.vocabulary.requests import DeleteTake, InfoTake, ListTakes, NameTake, StarTake

T = TypeVar("T")


class TakeDesk:
    """Asks the archive and answers the client."""

    def __init__(self, archive: Archive, replies: Replies) -> None:
        self._archive = archive
        self._replies = replies

    def info(self, client: Peer, request: InfoTake) -> None:
        """All about a take."""
        self._answer(client, "/take/info", lambda session: _info(session, session.take(request.take)), _same)

    def star(self, client: Peer, request: StarTake) -> None:
        """Give or take away a star."""
        self._answer(
            client, "/take/star", lambda session: _info(session, session.star(request.take, request.on)), _same
        )

    def name(self, client: Peer, request: NameTake) -> None:
        """Give a take a name."""
        self._answer(
            client, "/take/name", lambda session: _info(session, session.rename(request.take, request.name)), _same
        )

    def delete(self, client: Peer, request: DeleteTake) -> None:
        """Move a take to the trash."""
        self._answer(
            client, "/take/delete", lambda session: session.delete(request.take), lambda _: TakeDeleted(request.take)
        )

    def list(self, client: Peer, request: ListTakes) -> None:
        """A page of the newest takes."""

        def work(session: Session) -> tuple[int, list[int]]:
            return session.find("", request.start, request.count, request.starred or None)

        self._answer(client, "/take/list", work, lambda page: TakeList(page[0], request.start, tuple(page[1])))

    def _answer(self, client: Peer, address: str, work: Callable[[Session], T], event: Callable[[T], Event]) -> None:
        check_backlog(self._archive)
        self._archive.do(
            work,
            lambda result: self._replies.to(client, event(result)),
            lambda error: self._replies.to(client, Error(address, error.code, str(error))),
        )


def _same(event: TakeInfo) -> Event:
    return event


def _info(session: Session, take: Take) -> TakeInfo:
    return info_of(take, session.path(take.number))


def info_of(take: Take, path: Path) -> TakeInfo:
    """The event that tells all about a take, cut to what a datagram holds: anybody may have written its file."""
    return TakeInfo(
        take=take.number,
        starred=take.starred,
        seconds=take.seconds,
        rate=take.rate_hz,
        channels=take.channels,
        frames=take.frames,
        parent=take.parent or 0,
        seed=take.recipe.seed if take.recipe else 0,
        model=take.recipe.model[:LONGEST_WORD] if take.recipe else "",
        name=take.name,
        path=str(path),
        prompt=take.prompt[:LONGEST_TEXT],
    )
