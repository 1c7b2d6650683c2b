"""Five descriptors that a person may set: does what is measured follow what is asked?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.descriptors.descriptors import described
from engine.evaluation.ember.asking import Asked
from engine.evaluation.intervals import Estimate, bootstrapped
from engine.evaluation.sounds import RATE_HZ, Mono
from engine.evaluation.spearman import spearman
from engine.models.words.controls import DESCRIPTORS, Controls

GROUP = "knobs"

_PROMPTS = (
    "a dog barking", "a snare drum hit", "a hit on a wooden door", "a synth bass note", "rain falling",
    "a cat meowing", "a church bell", "footsteps on gravel", "a hi-hat", "wind howling",
)  # fmt: skip
_VALUES = 8
_SECONDS = 4.0
_CLIPS_FOR_A_PROMPT = 2


@dataclass(frozen=True, slots=True)
class Following:
    """Spearman's correlation of asked and measured values: over all prompts, and the mean of that within a prompt.

    What a knob means is the same for all sounds, so that the first is lower where some can't be as bright as others.
    """

    all_prompts: Estimate
    within_prompts: float


def asked_knobs(clips: int, longest_seconds: float) -> tuple[Asked, ...]:
    """Each descriptor alone at eight values, by up to ten prompts, of one length that leaves room for all."""
    prompts = _PROMPTS[: max(1, min(clips // _CLIPS_FOR_A_PROMPT, len(_PROMPTS)))]
    return tuple(
        Asked(
            group=GROUP,
            name=f"{descriptor} {prompt}",
            number=place,
            prompt=prompt,
            seconds=min(_SECONDS, longest_seconds),
            controls=Controls(**{descriptor: (place + 0.5) / _VALUES}),  # type: ignore[arg-type]
        )
        for descriptor in DESCRIPTORS
        for prompt in prompts
        for place in range(_VALUES)
    )


def knobs_followed(asked: Sequence[Asked], sounds: Sequence[Mono]) -> Mapping[str, Following]:
    """What came of the values that were asked for, a sound for each: by the descriptor's name."""
    measured = [described(sound, RATE_HZ)._asdict() for sound in sounds]
    return {name: _followed(name, asked, [each[name] for each in measured]) for name in DESCRIPTORS}


def _followed(name: str, asked: Sequence[Asked], measured: Sequence[float]) -> Following:
    values = [getattr(each.controls, name) for each in asked]
    set_here = [number for number, value in enumerate(values) if value is not None]
    wanted = np.array([values[number] for number in set_here])
    found = np.array([measured[number] for number in set_here])
    prompts = np.array([asked[number].prompt for number in set_here])
    within = [spearman(wanted[prompts == prompt], found[prompts == prompt]) for prompt in dict.fromkeys(prompts)]
    return Following(
        all_prompts=bootstrapped(lambda chosen: spearman(wanted[chosen], found[chosen]), len(set_here)),
        within_prompts=float(np.mean(within)) if within else float("nan"),
    )
