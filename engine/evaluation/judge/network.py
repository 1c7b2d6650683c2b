"""The judge's network: a small residual convolutional network (He et al., 2016) over two log-mel spectrograms."""

from typing import NamedTuple

import torch
from torch import Tensor, nn

from engine.evaluation.judge.hearing import BANDS, WINDOWS

EMBEDDING = 64
"""Numbers that stand for a sound."""

_WIDTHS = (16, 32, 80, 144)
_BLOCKS = (1, 1, 2, 2)
_STEM = 2


class Heard(NamedTuple):
    """Embeddings (batch, EMBEDDING), and the scores of each category and each label before softmax."""

    embeddings: Tensor
    categories: Tensor
    labels: Tensor


class _Residual(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.BatchNorm2d(width), nn.ReLU(), nn.Conv2d(width, width, 3, padding=1, bias=False),
            nn.BatchNorm2d(width), nn.ReLU(), nn.Conv2d(width, width, 3, padding=1, bias=False),
        )  # fmt: skip

    def forward(self, x: Tensor) -> Tensor:
        return x + self.layers(x)  # type: ignore[no-any-return]


class Network(nn.Module):
    """Pieces of spectrograms (batch, WINDOWS, FRAMES, BANDS), 0..1, to what is heard in them."""

    def __init__(self, categories: int, labels: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(*_layers())
        lowest = BANDS // (_STEM * 2 ** (len(_WIDTHS) - 1))
        self.embedding = nn.Linear(2 * _WIDTHS[-1] * lowest, EMBEDDING)
        self.dropout = nn.Dropout(0.2)
        self.categories = nn.Linear(EMBEDDING, categories)
        self.labels = nn.Linear(EMBEDDING, labels)

    def forward(self, pieces: Tensor) -> Heard:
        x = self.layers(pieces * 2 - 1)
        # Bands stay apart: how high something sounds says what it is, when it sounds does not.
        pooled = torch.cat([x.mean(dim=2), x.amax(dim=2)], dim=1).flatten(1)
        embeddings = self.embedding(self.dropout(pooled))
        kept = self.dropout(embeddings)
        return Heard(embeddings, self.categories(kept), self.labels(kept))


def _layers() -> list[nn.Module]:
    layers: list[nn.Module] = [nn.Conv2d(len(WINDOWS), _WIDTHS[0], 7, stride=_STEM, padding=3)]
    for before, width, blocks in zip((0, *_WIDTHS), _WIDTHS, _BLOCKS, strict=False):
        layers += [nn.Conv2d(before, width, 2, stride=2)] if before else []
        layers += [_Residual(width) for _ in range(blocks)]
    return [*layers, nn.BatchNorm2d(_WIDTHS[-1]), nn.ReLU()]
