"""Takes exported, one after the other, so that whatever else wants the disk comes in between.

Used by the bridge's loop, on its one thread.
"""

from pathlib import Path

from bridge.jobs.book import OpenJob
from bridge.jobs.follow import JobFollower
from bridge.osc import Peer
from bridge.takes import Archive, Export, check_backlog, check_export, export_take
from bridge.vocabulary import Refused
from bridge.vocabulary.events import Cancelled, Done, Failed, FileWritten, Queued
from bridge.vocabulary.requests import ExportTakes
from engine import WarmtoneError

_MOST_STARRED = 100_000


class ExportDesk:
    """Opens a job for each request and has the archive write file after file."""

    def __init__(self, archive: Archive, follower: JobFollower) -> None:
        self._archive = archive
        self._follower = follower

    def export(self, client: Peer, request: ExportTakes) -> None:
        """Write copies of some takes, or of all with a star."""
        check_backlog(self._archive)
        export = Export(Path(request.path), request.rate, request.bits, request.pattern)
        takes = _takes_of(request)
        try:
            check_export(export)
        except WarmtoneError as error:
            raise Refused(request.job, error.code, str(error)) from error
        job = self._follower.book.open(client, request.job, plays=False)
        self._follower.tell(job, Queued(job.name, self._archive.waiting))
        if takes:
            self._next(job, takes, export)
        else:
            self._find_starred(job, export)

    def _find_starred(self, job: OpenJob, export: Export) -> None:
        self._archive.do(
            lambda session: session.find("", 0, _MOST_STARRED, starred=True)[1],
            lambda found: self._next(job, sorted(found), export),
            lambda error: self._fail(job, error),
        )

    def _next(self, job: OpenJob, takes: list[int], export: Export) -> None:
        """Write the first of these, then the others."""
        if job.cancelled or not takes:
            return self._follower.end(job, Cancelled(job.name) if job.cancelled else Done(job.name))
        number, count = takes[0], job.made + 1

        def then(path: Path) -> None:
            job.made = count
            self._follower.tell(job, FileWritten(job.name, number, str(path)))
            self._next(job, takes[1:], export)

        return self._archive.do(
            lambda session: export_take(session, number, count, export), then, lambda error: self._fail(job, error)
        )

    def _fail(self, job: OpenJob, error: WarmtoneError) -> None:
        self._follower.end(job, Failed(job.name, error.code, str(error)))


def _takes_of(request: ExportTakes) -> list[int]:
    for number in request.takes:
        if not number.is_integer() or number < 1:
            raise Refused(request.job, "type", f"A take is a whole number from 1, not {number:g}.")
    return [int(number) for number in request.takes]
