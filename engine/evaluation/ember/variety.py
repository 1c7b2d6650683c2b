"""Do clips of one prompt differ as much as real clips of one label do?"""

from dataclasses import dataclass

import numpy as np

from engine.evaluation.diversity import diversity
from engine.evaluation.ember.prompts import Answers
from engine.evaluation.ember.real import RealClips
from engine.evaluation.intervals import Estimate, bootstrapped


@dataclass(frozen=True, slots=True)
class Variety:
    """Mean distances between clips of one prompt over those between real clips of the label; `generated` and `real`
    are those of each label.

    The interval is that of other labels: they are drawn anew.
    """

    share: Estimate
    generated: dict[str, float]
    real: dict[str, float]


def variety(answers: Answers, valid: RealClips) -> Variety:
    """Measure the clips that were asked for with a label as their prompt."""
    names = np.array(answers.names)
    made = {name: diversity(answers.verdicts.embeddings[names == name]) for name in dict.fromkeys(answers.names)}
    real = {name: diversity(valid.of("label", name)) for name in made}
    pairs = np.array([(made[name], real[name]) for name in made if made[name] >= 0 and real[name] > 0])
    return Variety(bootstrapped(lambda chosen: _share(pairs[chosen]), len(pairs)), made, real)


def _share(pairs: "np.typing.NDArray[np.float64]") -> float:
    one, other = pairs.mean(axis=0)
    return float(one / other)
