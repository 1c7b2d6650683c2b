"""What a run was set out to be, where it has no more to it than this."""

from dataclasses import dataclass

from engine.training.rates import rate_at

_WARM_UP = 500


@dataclass(frozen=True, slots=True)
class Plan:
    """How many steps in all, how many sounds in each, the highest learning rate, and the seed of every draw.

    With `lessons` some sounds are learned alone for a while.
    """

    steps: int
    batch: int
    peak_rate: float
    seed: int
    lessons: bool = False

    def rate(self, step: int) -> float:
        """The learning rate of a step."""
        return rate_at(step, self.steps, self.peak_rate, _WARM_UP)
