"""How long a step of a job takes, measured between the steps that the worker tells of.

Used by the running job, on the bridge's loop. What comes before a take's first step, and the time between two takes,
is no step's.
"""

from dataclasses import dataclass


@dataclass(slots=True)
class Pace:
    """Seconds and steps that were measured, and the last step with its time."""

    _seconds: float = 0.0
    _steps: int = 0
    _last: tuple[int, float] | None = None

    def step(self, done: int, at_seconds: float) -> None:
        """So many steps are done at that time; where they are fewer than before, measuring begins anew."""
        if self._last and done > self._last[0]:
            self._steps += done - self._last[0]
            self._seconds += at_seconds - self._last[1]
        if self._last is None or done != self._last[0]:
            self._last = done, at_seconds

    def pause(self) -> None:
        """What follows until the next step is not to be measured."""
        self._last = None

    def seconds_for(self, steps: int) -> float:
        """What so many steps will take, 0 before one was measured."""
        return self._seconds / self._steps * steps if self._steps else 0.0
