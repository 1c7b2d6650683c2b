"""Precision and recall of a set of generated sounds by nearest neighbours (Kynkaanniemi et al., 2019)."""

from dataclasses import dataclass

from engine.evaluation.judge.judge import Rows
from engine.evaluation.neighbours import distances, radii

NEIGHBOUR = 3


@dataclass(frozen=True, slots=True)
class PrecisionRecall:
    """Shares 0..1: of generated sounds that lie among the reference's, and of the reference's that lie among them."""

    precision: float
    recall: float


def precision_recall(reference: Rows, generated: Rows, neighbour: int = NEIGHBOUR) -> PrecisionRecall:
    """A sound lies among a set where it is as near to one of its sounds as that one's third neighbour in the set is."""
    between = distances(generated, reference)
    among_reference = between <= radii(reference, neighbour)[None]
    among_generated = between <= radii(generated, neighbour)[:, None]
    return PrecisionRecall(float(among_reference.any(axis=1).mean()), float(among_generated.any(axis=0).mean()))
