"""The watchdog: tells a worker that is at work from one that hangs.

Used by the engine, on the bridge's loop. The worker answers one command after the other, in the order they were sent
(words to be placed come in between), so the oldest one without an answer is what it is at.
"""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from engine.placing import NotPlaced, Placed, PlaceSound, PlaceWords
from engine.worker_messages import Cancel, Command, Know, Load, Noted, Render, Report, ShareCores, Stepped, Work


@dataclass(frozen=True, slots=True)
class Patience:
    """How long nothing may come of a take (no step done, no frame made), and how long a load may take."""

    step_seconds: float = 60.0
    load_seconds: float = 300.0


class Watchdog:
    """What was asked of the worker and isn't answered, and since when nothing has come of the oldest."""

    def __init__(self, patience: Patience, clock: Callable[[], float] = time.monotonic) -> None:
        self._patience = patience
        self._clock = clock
        self._unanswered: deque[Work] = deque()
        self._come_to = (0, 0)
        self._since = 0.0

    @property
    def at_work_on(self) -> Work | None:
        """The command that the worker is at."""
        return self._unanswered[0] if self._unanswered else None

    def sent(self, command: Command) -> None:
        """Note a command that is on its way."""
        # Words may be placed in the middle of a take, which is watched.
        if isinstance(command, Cancel | ShareCores | Know | PlaceWords):
            return
        if not self._unanswered:
            self._begin()
        self._unanswered.append(command)

    def heard(self, report: Report) -> None:
        """Note a report. A step that brings neither a step nor a frame more is no sign of life."""
        match report:
            case Stepped(_, done, _, ready):
                if (done, ready) != self._come_to:
                    self._begin()
                    self._come_to = (done, ready)
            case Noted():
                pass
            case Placed(number) | NotPlaced(number) if not self._is_at(number):
                pass
            case _ if self._unanswered:
                self._unanswered.popleft()
                self._begin()

    def forget(self) -> None:
        """The worker is gone, and with it all that was asked of it."""
        self._unanswered.clear()

    def complaint(self) -> str | None:
        """What has taken too long, in a sentence; None while all is well."""
        work = self.at_work_on
        if work is None:
            return None
        seconds = self._patience.step_seconds if isinstance(work, Render) else self._patience.load_seconds
        if self._clock() - self._since <= seconds:
            return None
        if isinstance(work, Render):
            return f"{work.model} made no step in {seconds:g} s and was stopped; the worker process is started anew."
        what = f"{work.model} was not loaded" if isinstance(work, Load) else "The worker process did not answer"
        return f"{what} within {seconds:g} s; the worker process is started anew."

    def _is_at(self, sound: int) -> bool:
        return isinstance(self.at_work_on, PlaceSound) and self.at_work_on.number == sound

    def _begin(self) -> None:
        self._since, self._come_to = self._clock(), (0, 0)
