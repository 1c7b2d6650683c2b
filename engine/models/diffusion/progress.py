"""How far a request is: evaluations of the network, and then its decoding as one more step.

Used by a diffusion model, on the worker's only thread.
"""

from engine.models.contract import OnStep


class Progress:
    """Passes on what samplers say, and says it again between their steps, so that a cancel is seen there too."""

    def __init__(self, on_step: OnStep, windows: int = 1) -> None:
        """Of a request that is sampled in so many windows, each with as many evaluations."""
        self._on_step = on_step
        self._windows = windows
        self._each = 0
        self._done = 0
        self._last: tuple[int, int] | None = None

    def evaluating(self, done: int, total: int) -> None:
        """A sampler's `on_step`: so many of a window's are done; of a smaller batch's, no fewer than before."""
        self._each = total
        self._say(max(self._done + done, self._last[0] if self._last else 0))

    def window_over(self) -> None:
        """All evaluations of a window are done."""
        self._done += self._each

    def sampled(self, evaluations: int) -> None:
        """All of so many evaluations are done, maybe before and for another take of the same batch."""
        self._each, self._done = evaluations // self._windows, evaluations

    def decoding(self) -> None:
        """A block is being decoded of what is sampled."""
        self._say(self._done)

    @property
    def evaluations(self) -> int:
        """How many sampling takes; 0 while none was foretold."""
        return self._each * self._windows

    def over(self) -> None:
        self._say(self.evaluations + 1)

    def again(self) -> None:
        """Between two blocks of a network: nothing is new, but somebody may want to stop."""
        if self._last:
            self._on_step(*self._last)

    def _say(self, done: int) -> None:
        self._last = done, self.evaluations + 1
        self._on_step(*self._last)
