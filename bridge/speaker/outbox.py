"""Commands on their way to the speaker's process, which never hold up the bridge where that process stands still.

Used by the bridge's loop, on its one thread.
"""

import select
import sys
from multiprocessing.connection import Connection

from bridge.speaker.messages import Command, PlayVoice, SetGain, StopVoice

_Key = tuple[type, int]


class Outbox:
    """Sends what the pipe takes at once and keeps the rest, of each kind and voice only the newest."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._waiting: dict[_Key, Command] = {}

    def send(self, command: Command) -> None:
        """Send a command, or keep it for `flush`; to a process that is gone nothing is sent."""
        if self._waiting or not self._has_room():
            # Taken out first: it goes behind what it would otherwise overtake.
            self._waiting.pop(_key(command), None)
            self._waiting[_key(command)] = command
        else:
            self._write(command)

    def flush(self) -> None:
        """Send of what was kept as much as the pipe takes."""
        while self._waiting and self._has_room():
            self._write(self._waiting.pop(next(iter(self._waiting))))

    def _has_room(self) -> bool:
        """Whether a command, always much smaller than a page, can be written without waiting."""
        if sys.platform == "win32":  # whose select takes no pipes
            return True
        try:
            return bool(select.select([], [self._connection], [], 0)[1])
        except (OSError, ValueError):
            return True

    def _write(self, command: Command) -> None:
        try:
            self._connection.send(command)
        except OSError:
            self._waiting.clear()


def _key(command: Command) -> _Key:
    voice = command.voice if isinstance(command, PlayVoice | StopVoice | SetGain) else 0
    return type(command), voice
