"""Clips of several prompts sampled together, each with its own noise and its own length in words.

They are what a request for each alone gives, but for rounding: a short clip costs half as much in a batch.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch

from engine.audio import Audio, at_rate, frames_of, with_channels
from engine.diffusion.noise import generators_of
from engine.editing.levels import CEILING
from engine.evaluation.ember.asking import Asked, words_of
from engine.evaluation.sounds import RATE_HZ, Mono
from engine.families.columns import first_frames, window_of
from engine.families.family import Condition, Family
from engine.models.diffusion.latents import generated
from engine.models.diffusion.progress import Progress
from engine.models.diffusion.prompts import sounding_seconds, told
from engine.models.diffusion.sampling import Sampling, begun
from engine.models.diffusion.shaping import shaped
from engine.models.words.controls import notes_in
from engine.tasks import Style

AT_ONCE_ON_CPU, AT_ONCE = 8, 64


@dataclass(frozen=True, slots=True)
class Setting:
    """Steps of the sampler, and how strictly it follows the words."""

    steps: int
    guidance: float

    @property
    def style(self) -> Style:
        return Style(steps=self.steps, guidance=self.guidance)


def setting_of(family: Family, steps: int | None, guidance: float | None) -> Setting:
    """What a request takes that says so much; None is as the model likes it."""
    sigmas = begun(family, Style(steps=steps), 1.0, 0, Progress(silently)).schedule(1.0)
    return Setting(len(sigmas) - 1, family.card.default_guidance if guidance is None else guidance)


def batches(family: Family, asked: Sequence[Asked]) -> Iterator[list[Asked]]:
    """All that is asked, in batches of clips of as many columns, of one note if of any, with or without controls."""
    card = family.card
    most = AT_ONCE_ON_CPU if card.device.startswith("cpu") else AT_ONCE
    alike: dict[tuple[int, tuple[int, ...], bool], list[Asked]] = {}
    for each in asked:
        columns = window_of(frames_of(each.seconds, card.rate_hz), card)
        alike.setdefault((columns, notes_in(words_of(each)), bool(each.controls.tokens())), []).append(each)
    for _, group in sorted(alike.items()):
        yield from (group[first : first + most] for first in range(0, len(group), most))


@torch.inference_mode()
def sampled(family: Family, asked: Sequence[Asked], setting: Setting) -> list[Mono]:
    """The clips of one batch, a sound for each, at RATE_HZ; peaks are cut at -1 dBFS as a take's are."""
    card = family.card
    frames = [frames_of(each.seconds, card.rate_hz) for each in asked]
    sampling = Sampling(
        family=family,
        style=replace(setting.style, prompt=words_of(asked[0])),
        condition=_together([_told(family, each) for each in asked]),
        generators=generators_of([each.seed for each in asked]),
        progress=Progress(silently),
    )
    rows = torch.split(generated(sampling, window_of(frames[0], card)), 1)
    sounds = [
        shaped(first_frames(family.decode(row), count), card, each.controls)
        for row, count, each in zip(rows, frames, asked, strict=True)
    ]
    return [mono(np.concatenate(list(blocks)), card.rate_hz) for blocks in sounds]


def mono(samples: "np.typing.NDArray[np.float32]", rate_hz: int) -> Mono:
    """Samples of a model (frames, channels) as every measure hears them, peaks cut at -1 dBFS."""
    cut = Audio(np.clip(samples, -CEILING, CEILING), rate_hz)
    return at_rate(with_channels(cut, 1), RATE_HZ).samples[:, 0]


def silently(done: int, total: int) -> None:
    """An `on_step` that does nothing."""


def _told(family: Family, asked: Asked) -> Condition:
    seconds = sounding_seconds(family, asked.prompt, asked.controls, asked.seconds)
    return told(family, asked.prompt, Style(controls=asked.controls), seconds)


def _together(conditions: Sequence[Condition]) -> Condition:
    """One condition with a row of each; all have as many tokens."""
    positive = zip(*(each.positive for each in conditions), strict=True)
    negative = zip(*(each.negative for each in conditions), strict=True)
    unset = zip(*(each.unset for each in conditions), strict=True)
    shares = [each.shares for each in conditions if each.shares is not None]
    return Condition(
        positive=tuple(torch.cat(rows) for rows in positive),
        negative=tuple(torch.cat(rows) for rows in negative),
        seconds=conditions[0].seconds,
        notes=(),
        unset=tuple(torch.cat(rows) for rows in unset),
        shares=torch.cat(shares) if shares else None,
    )
