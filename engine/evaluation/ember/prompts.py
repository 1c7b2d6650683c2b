"""Do sounds follow their prompts? The judge's accuracy on generated clips, as a share of that on real ones."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.evaluation.ember.asking import Asked
from engine.evaluation.intervals import Estimate, over
from engine.evaluation.judge.accuracy import Accuracy, JudgeAccuracy, accuracy, named
from engine.evaluation.judge.judge import Verdicts
from engine.evaluation.judge.weights import Names


@dataclass(frozen=True, slots=True)
class PromptsFollowed:
    """Accuracy on generated clips and on real validation clips; shares of the second that the first is.

    A share's interval is that of the generated clips: the real ones are the same each time.
    """

    generated: JudgeAccuracy
    real: JudgeAccuracy
    categories: Estimate
    labels: Estimate
    digits: Estimate


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """What was asked, and a verdict on each sound that came."""

    asked: Sequence[Asked]
    verdicts: Verdicts

    @property
    def names(self) -> list[str]:
        return [each.name for each in self.asked]


def prompts_followed(
    categories: Answers, labels: Answers, digits: Answers, names: Names, real: JudgeAccuracy
) -> PromptsFollowed:
    """Judge the clips that were asked for by the captions of each category, each judged label and each digit."""
    spoken = [label for label in names.labels if label not in names.digits]
    generated = JudgeAccuracy(
        categories=named_rightly(categories, names),
        labels=_labels_named(labels, names, names.judged, names.judged),
        labels_among_all=_labels_named(labels, names, spoken, names.judged),
        digits=_labels_named(digits, names, names.digits, names.digits),
    )
    return PromptsFollowed(
        generated=generated,
        real=real,
        categories=share_of_real(generated.categories, real.categories),
        labels=share_of_real(generated.labels, real.labels),
        digits=share_of_real(generated.digits, real.digits),
    )


def named_rightly(answers: Answers, names: Names) -> Accuracy:
    """Accuracy over the categories that were asked for."""
    return accuracy(answers.names, named(answers.verdicts.categories, names.categories), names.categories)


def share_of_real(generated: Accuracy, real: Accuracy) -> Estimate:
    """An accuracy as a share of another."""
    return over(Estimate(generated.macro, generated.low, generated.high, generated.clips), real.macro)


def _labels_named(answers: Answers, names: Names, among: Sequence[str], counted: Sequence[str]) -> Accuracy:
    return accuracy(answers.names, named(answers.verdicts.labels, names.labels, among), counted)
