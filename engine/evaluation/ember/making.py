"""All clips of an evaluation that aren't there yet, made and kept."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from engine.audio import Audio, at_rate, exactly, frames_of, with_channels
from engine.evaluation.ember.asking import Asked, words_of
from engine.evaluation.ember.sampling import Setting, batches, mono, sampled, silently
from engine.evaluation.ember.shelf import Shelf
from engine.evaluation.sounds import RATE_HZ, Mono, read_sound
from engine.families.columns import first_frames
from engine.families.family import Family
from engine.models.diffusion.model import DiffusionModel
from engine.tasks import Inpaint, Transform

OnClip = Callable[[], None]


def make(family: Family, setting: Setting, shelf: Shelf, asked: Sequence[Asked], on_clip: OnClip) -> None:
    """Make and keep what is missing of new clips; `on_clip` is called for each that is asked."""
    missing = shelf.missing(asked)
    _tell(on_clip, len(asked) - len(missing))
    for batch in batches(family, missing):
        for each, sound in zip(batch, sampled(family, batch, setting), strict=True):
            shelf.keep(each, sound)
            on_clip()


def edit(
    family: Family, setting: Setting, shelf: Shelf, asked: Sequence[Asked], data: Path, on_clip: OnClip
) -> None:  # fmt: skip
    """The same of validation clips that are varied, or whose middle third is made anew, as the model gives them."""
    missing = shelf.missing(asked)
    _tell(on_clip, len(asked) - len(missing))
    model = DiffusionModel("ember", family)
    for each in missing:
        source = model_audio(family, real_sound(data, each))
        blocks = model.edit(_task(each, source, setting), (source,), each.seed, silently, lambda note: None)
        shelf.keep(each, mono(np.concatenate(list(blocks)), source.rate_hz))
        on_clip()


def _task(asked: Asked, source: Audio, setting: Setting) -> Transform | Inpaint:
    """A variation where it has an amount; both are told what the clip is, as a take's own prompt says."""
    style = replace(setting.style, prompt=words_of(asked))
    if asked.amount is not None:
        return Transform(strength=asked.amount, style=style)
    return Inpaint(regions=(middle_third(source.seconds),), follows=asked.follows, style=style)


def reconstructed(family: Family, sound: Mono) -> Mono:
    """What the model's own codec makes of a sound."""
    source = model_audio(family, sound)
    blocks = first_frames(family.decode(family.encode(source.samples)), source.frames)
    return exactly(mono(np.concatenate(list(blocks)), source.rate_hz)[:, None], len(sound))[:, 0]


def real_sound(data: Path, asked: Asked) -> Mono:
    """The validation clip that was asked about, as long as it is asked for."""
    sound = read_sound(data / asked.file)
    return exactly(sound[:, None], frames_of(asked.seconds, RATE_HZ))[:, 0]


def model_audio(family: Family, sound: Mono) -> Audio:
    """A sound in the rate and the channels of a model."""
    return with_channels(at_rate(Audio(sound[:, None], RATE_HZ), family.card.rate_hz), family.card.channels)


def middle_third(seconds: float) -> tuple[float, float]:
    """Where the middle third of a sound begins and ends."""
    return seconds / 3, 2 * seconds / 3


def _tell(on_clip: OnClip, times: int) -> None:
    for _ in range(times):
        on_clip()
