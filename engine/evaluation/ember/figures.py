"""The figures of an evaluation as rows: what each is called, its value with its interval, and what is to be reached."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from engine.evaluation.ember.inpainting import Inpainting
from engine.evaluation.ember.judged import Judged
from engine.evaluation.ember.quality import EmberQuality
from engine.evaluation.ember.variations import Variations
from engine.evaluation.intervals import Estimate, wilson
from engine.evaluation.judge.accuracy import Accuracy


@dataclass(frozen=True, slots=True)
class EmberFigure:
    """A row. Within reach is what lies from `least` to `most`; a row with neither only tells more of the one above."""

    name: str
    estimate: Estimate
    unit: str = ""
    least: float | None = None
    most: float | None = None

    @property
    def met(self) -> bool | None:
        """Whether the value is within reach; None where there is nothing to reach, or no value."""
        value = self.estimate.value
        if (self.least is None and self.most is None) or math.isnan(value):
            return None
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)


def figures_of(quality: EmberQuality) -> list[EmberFigure]:
    """All rows, in the order of the table in which they were promised."""
    notes, speed = quality.notes, quality.speed
    return [
        *_judged(quality.judged),
        *_inpainting(quality.inpainting),
        EmberFigure("  regions asked to be something else: named so", quality.replacing, "%"),
        *_variations(quality.variations),
        EmberFigure("pitch: median error", notes.median_cents, "cents", most=20),
        EmberFigure("pitch: within 50 cents", notes.near, "%", least=0.8),
        *_knobs(quality),
        EmberFigure("5 s at this quality", speed.clip, "s", most=0.5),
        EmberFigure("load to warm", speed.loading, "s", most=1.5),
    ]


def _judged(judged: Judged) -> Iterator[EmberFigure]:
    prompts = judged.prompts
    yield EmberFigure("prompts followed, categories: share of real", prompts.categories, "%", least=0.7)
    yield _accuracy("accuracy of the judge on generated", prompts.generated.categories)
    yield _accuracy("accuracy of the judge on real", prompts.real.categories)
    yield EmberFigure("prompts followed, labels: share of real", prompts.labels, "%", least=0.7)
    yield _accuracy("accuracy of the judge on generated", prompts.generated.labels)
    yield _accuracy("the same among all labels", prompts.generated.labels_among_all)
    yield EmberFigure("prompts followed, digits: share of real", prompts.digits, "%", least=0.8)
    yield EmberFigure("Frechet distance over that of training clips", judged.frechet, most=3)
    yield EmberFigure("diversity within a prompt over real", judged.variety.share, least=0.6, most=1.4)
    yield EmberFigure("memorised", judged.memorised, "%", most=0.02)


def _accuracy(name: str, found: Accuracy) -> EmberFigure:
    return EmberFigure(f"  {name}", Estimate(found.macro, found.low, found.high, found.clips), "%")


def _inpainting(found: Inpainting) -> Iterator[EmberFigure]:
    yield EmberFigure("inpainting: labels kept, over reconstructed", found.kept, "%", least=0.9)
    yield EmberFigure("  labels kept inpainted", found.inpainted, "%")
    yield EmberFigure("  labels kept reconstructed", found.reconstructed, "%")
    yield EmberFigure("inpainting: Frechet distance over reconstructed", found.frechet, most=1.5)
    yield EmberFigure("inpainting: seams that click", wilson(found.clicks, found.seams), "%", most=0)
    yield EmberFigure("  real clips at the same places", wilson(found.real_clicks, found.seams), "%")


def _variations(found: Variations) -> Iterator[EmberFigure]:
    yield EmberFigure("variations: Spearman of amount and the judge's distance", found.followed, least=0.8)
    for amount, distance in found.distances.items():
        yield EmberFigure(f"  distance at {amount:g}", Estimate(distance, distance, distance, found.followed.count))


def _knobs(quality: EmberQuality) -> Iterator[EmberFigure]:
    for name, found in quality.knobs.items():
        yield EmberFigure(f"{name}: Spearman of asked and measured", found.all_prompts, least=0.8)
        within = found.within_prompts
        yield EmberFigure("  within a prompt", Estimate(within, within, within, found.all_prompts.count))
