"""The figures of the spectrogram VAE: how near its reconstructions are, and whether a prompt gives what it names."""

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from engine.audio import Audio, frames_of
from engine.evaluation.classifier import CategoryClassifier, named, train_classifier
from engine.evaluation.griffin_lim import griffin_lim, guessed_then_griffin_lim
from engine.evaluation.log_mel import log_mel, log_mel_distance
from engine.models.vae import SpectrogramVae, load_vae
from engine.models.vae.framing import framed
from engine.models.vae.model import LONGEST_SECONDS
from engine.models.vae.spectrogram import RATE_HZ
from engine.tasks import Generate, Vary
from engine.training.clips import CATEGORIES, Clip, read_clips

PROMPTS: Mapping[str, str] = {
    "drums": "drum",
    "synth": "synth",
    "instruments": "instrument",
    "spoken_digits": "spoken digit",
}
"""What is asked for in the name of each category."""
GENERATED = 20
"""Clips generated for each category."""

_CLASSIFIER_STEPS = 400
_MOST_OF_A_CATEGORY = 30
"""Validation clips of each category that are reconstructed; drums and synth have fewer."""
_AT_ONCE = 50

OnStep = Callable[[], None]
Shares = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class VaeQuality:
    """Log-mel distances in decibels for each category, and shares 0..1 that the classifier names rightly.

    `reconstruction` is the VAE's distance on validation clips, `griffin_lim` that of the true magnitudes with as many
    phase iterations from random phases, `phase_method` that of the true magnitudes with the VAE's own phases.
    `real` is the share of validation clips, `generated` that of clips generated for the category's prompt.
    """

    reconstruction: Shares
    griffin_lim: Shares
    phase_method: Shares
    real: Shares
    generated: Shares


def evaluate_vae(
    data: Path, seed: int, progress: Callable[[int, int], None], model: SpectrogramVae | None = None
) -> VaeQuality:
    """Measure a VAE, without one the bundled one; `progress` is called with (steps done, steps in all).

    Raises `MissingError` where the folder holds no clips.
    """
    model = model or load_vae()
    train, valid = read_clips(data, "train"), read_clips(data, "valid")
    heard = _few_of_each(valid)
    on_step = _counted(progress, len(heard) + _CLASSIFIER_STEPS + GENERATED * len(CATEGORIES))
    distances = [_distances(model, clip, seed, on_step) for clip in heard]
    classifier = train_classifier(
        _heard_by_classifier(train), _categories(train), len(CATEGORIES), seed, _CLASSIFIER_STEPS, on_step
    )
    rebuilt, from_random, from_guess = zip(*distances, strict=True)
    return VaeQuality(
        reconstruction=_means(heard, rebuilt),
        griffin_lim=_means(heard, from_random),
        phase_method=_means(heard, from_guess),
        real=_means(valid, _right(classifier, _heard_by_classifier(valid), _categories(valid))),
        generated={name: _share_generated(model, classifier, name, seed, on_step) for name in CATEGORIES},
    )


def _counted(progress: Callable[[int, int], None], total: int) -> OnStep:
    steps = itertools.count(1)
    return lambda: progress(next(steps), total)


def _few_of_each(clips: Sequence[Clip]) -> list[Clip]:
    """Clips from all over each category, at most _MOST_OF_A_CATEGORY."""
    chosen: list[Clip] = []
    for name in CATEGORIES:
        same = [clip for clip in clips if clip.category == name]
        chosen += same[:: -(-len(same) // _MOST_OF_A_CATEGORY)] if same else []
    return chosen


def _distances(model: SpectrogramVae, clip: Clip, seed: int, on_step: OnStep) -> tuple[float, float, float]:
    """Log-mel distances of the VAE's reconstruction, of Griffin-Lim, and of the VAE's phases from a clip."""
    on_step()
    samples = clip.samples[: frames_of(LONGEST_SECONDS, RATE_HZ), None]
    blocks = model.vary(Vary(amount=0.0), Audio(samples, RATE_HZ), seed, _no_step, _no_note)
    true, rebuilt = framed(samples[:, 0]), framed(np.concatenate(list(blocks))[:, 0])
    return (
        log_mel_distance(rebuilt, true),
        log_mel_distance(griffin_lim(true, seed), true),
        log_mel_distance(guessed_then_griffin_lim(true), true),
    )


def _heard_by_classifier(clips: Sequence[Clip]) -> Tensor:
    """Log-mel spectrograms (clips, frames, bands)."""
    framed_clips = [framed(clip.samples) for clip in clips]
    parts = [log_mel(torch.stack(framed_clips[at : at + _AT_ONCE])) for at in range(0, len(clips), _AT_ONCE)]
    return torch.cat(parts)


def _categories(clips: Sequence[Clip]) -> list[int]:
    return [CATEGORIES.index(clip.category) for clip in clips]


def _right(classifier: CategoryClassifier, spectrograms: Tensor, categories: Sequence[int]) -> list[float]:
    """1 for each spectrogram that is named rightly, 0 for others."""
    names = named(classifier, spectrograms)
    return [float(name == category) for name, category in zip(names, categories, strict=True)]


def _share_generated(
    model: SpectrogramVae, classifier: CategoryClassifier, category: str, seed: int, on_step: OnStep
) -> float:
    """Share of the clips generated for a category's prompt that the classifier names by it."""
    task = Generate(prompt=PROMPTS[category], seconds=LONGEST_SECONDS)
    clips = []
    for number in range(GENERATED):
        on_step()
        blocks = model.generate(task, seed + number, _no_step, _no_note)
        clips.append(framed(np.concatenate(list(blocks))[:, 0]))
    return float(np.mean(_right(classifier, log_mel(torch.stack(clips)), [CATEGORIES.index(category)] * GENERATED)))


def _means(clips: Sequence[Clip], values: Sequence[float]) -> dict[str, float]:
    """The mean value of each category's clips."""
    return {
        name: float(np.mean([value for clip, value in zip(clips, values, strict=True) if clip.category == name]))
        for name in CATEGORIES
    }


def _no_step(done: int, total: int) -> None:
    return None


def _no_note(sentence: str) -> None:
    return None
