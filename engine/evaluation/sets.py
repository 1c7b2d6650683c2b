"""Every measure of a set of generated sounds against a set of real ones, by the judge's ear."""

from dataclasses import dataclass

from engine.evaluation.diversity import diversity
from engine.evaluation.frechet import FrechetDistance, frechet_of_equal_counts
from engine.evaluation.inception_score import inception_score
from engine.evaluation.judge.judge import Verdicts
from engine.evaluation.label_divergence import label_divergence
from engine.evaluation.memorising import memorised_share
from engine.evaluation.precision_recall import precision_recall


@dataclass(frozen=True, slots=True)
class SetDistances:
    """What the judge hears in two sets; `memorised` is None without training clips. See each measure."""

    reference_sounds: int
    generated_sounds: int
    judge_frechet: FrechetDistance
    label_divergence: float
    inception_score_reference: float
    inception_score_generated: float
    precision: float
    recall: float
    diversity_reference: float
    diversity_generated: float
    memorised: float | None


def set_distances(reference: Verdicts, generated: Verdicts, training: Verdicts | None, seed: int) -> SetDistances:
    """All measures of two sets of two or more sounds; `training` is what the model that generated learned from."""
    true, made = reference.embeddings, generated.embeddings
    among = precision_recall(true, made)
    return SetDistances(
        reference_sounds=len(true),
        generated_sounds=len(made),
        judge_frechet=frechet_of_equal_counts(true, made, seed),
        label_divergence=label_divergence(reference.labels, generated.labels),
        inception_score_reference=inception_score(reference.labels),
        inception_score_generated=inception_score(generated.labels),
        precision=among.precision,
        recall=among.recall,
        diversity_reference=diversity(true),
        diversity_generated=diversity(made),
        memorised=None if training is None else memorised_share(made, training.embeddings, true),
    )
