"""The judge: names sounds, and places them in a space of 64 dimensions where like sounds lie near each other.

It learned from real clips only and shares no weights with anything that generates or ranks. So a distance in its space
is a distance to this judge; it is not the Frechet audio distance of the literature, which hears through VGGish.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from engine.evaluation.judge.hearing import heard, windows
from engine.evaluation.judge.weights import SHIPPED, Names, Weights, load_weights
from engine.evaluation.sounds import Mono

Rows = npt.NDArray[np.float64]
"""float64, a row for each sound."""


@dataclass(frozen=True, slots=True, eq=False)
class Verdicts:
    """What the judge says of some sounds, a row each.

    `embeddings` (sounds, 64); `categories` (sounds, categories) and `labels` (sounds, labels) are probabilities whose
    rows add up to 1.
    """

    embeddings: Rows
    categories: Rows
    labels: Rows


class Judge:
    """A trained judge. Sounds longer than two seconds are heard in overlapping windows, whose scores are averaged."""

    def __init__(self, weights: Weights) -> None:
        self._network = weights.network
        self.names: Names = weights.names
        self.sha256 = weights.sha256

    def hear(self, sounds: Iterable[Mono], on_sound: Callable[[], None] = lambda: None) -> Verdicts:
        """Verdicts on sounds (frames,) at 44.1 kHz, in their order."""
        verdicts = []
        for sound in sounds:
            verdicts.append(self._verdict(heard(sound)))
            on_sound()
        return joined(verdicts)

    def hear_spectrograms(self, spectrograms: Sequence[Tensor]) -> Verdicts:
        """Verdicts on what `hearing.heard` made of sounds."""
        return joined([self._verdict(spectrogram.float()) for spectrogram in spectrograms])

    @torch.inference_mode()
    def _verdict(self, spectrogram: Tensor) -> Verdicts:
        found = self._network(windows(spectrogram))
        return Verdicts(
            embeddings=_row(found.embeddings),
            categories=_row(found.categories, softmax=True),
            labels=_row(found.labels, softmax=True),
        )


def load_judge(path: Path = SHIPPED) -> Judge:
    """The shipped judge, or another one. Raises `ModelError` where the file is missing or damaged."""
    return Judge(load_weights(path))


def joined(verdicts: Sequence[Verdicts]) -> Verdicts:
    """Several verdicts as one, row below row."""
    return Verdicts(
        embeddings=np.concatenate([each.embeddings for each in verdicts]),
        categories=np.concatenate([each.categories for each in verdicts]),
        labels=np.concatenate([each.labels for each in verdicts]),
    )


def _row(pieces: Tensor, softmax: bool = False) -> Rows:
    mean = pieces.double().mean(dim=0, keepdim=True)
    return np.asarray(mean.softmax(dim=1) if softmax else mean)
