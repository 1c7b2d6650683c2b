"""How far a request is: evaluations of the network, and then its decoding as one more step.

Used by a diffusion model, on the worker's only thread.
"""

from engine.models.contract import OnStep


class Progress:
    """Passes on what samplers say, and says it again between their steps, so that a cancel is seen there too."""

    def __init__(self, on_step: OnStep) -> None:
        self._on_step = on_step
        self._evaluations = 0
        self._last: tuple[int, int] | None = None

    def evaluating(self, done: int, total: int) -> None:
        """A sampler's `on_step`: so many evaluations of all are done; of a smaller batch's, no fewer than before."""
        self._evaluations = total
        self._say(max(done, self._last[0] if self._last else 0), total + 1)

    def sampled(self, evaluations: int) -> None:
        """So many evaluations were done before, for another take of the same batch."""
        self._evaluations = evaluations

    def decoding(self) -> None:
        """All evaluations are done; a block is being decoded."""
        self._say(self._evaluations, self._evaluations + 1)

    @property
    def evaluations(self) -> int:
        """How many sampling takes; 0 while none was foretold."""
        return self._evaluations

    def over(self) -> None:
        self._say(self._evaluations + 1, self._evaluations + 1)

    def again(self) -> None:
        """Between two blocks of a network: nothing is new, but somebody may want to stop."""
        if self._last:
            self._on_step(*self._last)

    def _say(self, done: int, total: int) -> None:
        self._last = done, total
        self._on_step(done, total)
