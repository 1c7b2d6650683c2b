"""One life of the speaker's process: its start, its end, and how to see that it has ended.

Used by the bridge's loop, on its one thread.
"""

import multiprocessing
import time
from multiprocessing.context import SpawnProcess

from bridge.speaker.figures import FiguresMemory, SpeakerFigures
from bridge.speaker.messages import Close, Command, SpeakerEvent, SpeakerSettings
from bridge.speaker.outbox import Outbox
from bridge.speaker.process import run_speaker
from engine import start_process

_LONGEST_SILENCE_SECONDS = 5.0
_CLOSING_SECONDS = 0.3
_DYING_SECONDS = 0.002
# What is behind them waits a turn of the loop: the memory of a long take takes milliseconds to be given back.
_MOST_EVENTS_AT_ONCE = 2


class Life:
    """A running process and the pipe to it."""

    def __init__(self, settings: SpeakerSettings, figures: FiguresMemory, epoch: float) -> None:
        self.connection, theirs = multiprocessing.get_context("spawn").Pipe()
        self.began_at = time.monotonic()
        self._process: SpawnProcess = start_process(
            "warmtone speaker", run_speaker, theirs, settings, figures.name, epoch
        )
        theirs.close()
        self._outbox = Outbox(self.connection)

    @property
    def process_id(self) -> int | None:
        return self._process.pid

    def send(self, command: Command) -> None:
        """Hand a command over without waiting; a process that has just died takes none, which `receive` will tell."""
        self._outbox.send(command)

    def flush(self) -> None:
        """Hand over what the process had no room for; call it now and then."""
        self._outbox.flush()

    def receive(self) -> tuple[list[SpeakerEvent], bool]:
        """Some of what has come, without waiting, and whether the process has ended and all was heard."""
        events: list[SpeakerEvent] = []
        try:
            while len(events) < _MOST_EVENTS_AT_ONCE and self.connection.poll():
                events.append(self.connection.recv())
        except (EOFError, OSError):
            return events, True
        return events, False

    def kill(self) -> None:
        """End the process without asking it; one that takes its time to die is left to, and its end noted later."""
        self._process.kill()
        self._process.join(_DYING_SECONDS)
        if self._process.exitcode is not None:
            self._process.close()
        self.connection.close()

    def close(self) -> None:
        """Let the process fade out and end; kill it where that takes too long."""
        self.send(Close())
        self._process.join(_CLOSING_SECONDS)
        self._process.kill()
        self._process.join()
        self.kill()


def hung(figures: SpeakerFigures, life_began_at: float, patience_seconds: float) -> str | None:
    """The watchdog's judgement: why this life must end, or None."""
    now = time.monotonic()
    if figures.open and now - figures.callback_at > patience_seconds:
        return "The sound card has stopped asking for sound; the speaker is started again and waits for it."
    if now - max(figures.alive_at, life_began_at) > _LONGEST_SILENCE_SECONDS:
        return "The speaker has stopped answering; it is started again."
    return None
