"""How much may wait for the disk: questions that come faster than it answers are refused, takes are always saved."""

from bridge.takes.archive import Archive
from engine import BusyError

MOST_WAITING = 1000


def check_backlog(archive: Archive) -> None:
    """Raises `BusyError` where the archive has a thousand works before it."""
    if archive.waiting >= MOST_WAITING:
        raise BusyError(
            f"{MOST_WAITING} requests wait for the session's disk already: ask again when it has caught up."
        )
