"""The classifier learns what can be learnt, and always the same."""

import torch

from engine.evaluation.classifier import named, train_classifier
from engine.evaluation.log_mel import BANDS, FLOOR_DB


def spectrograms() -> tuple[torch.Tensor, list[int]]:
    """Twenty spectrograms (frames, BANDS) of two kinds: low ones and high ones."""
    levels = torch.full((20, 64, BANDS), FLOOR_DB)
    levels[:10, :, :30] = -20 + torch.randn(10, 64, 30, generator=torch.Generator().manual_seed(0))
    levels[10:, :, 50:] = -20 + torch.randn(10, 64, 30, generator=torch.Generator().manual_seed(1))
    return levels, [0] * 10 + [1] * 10


def test_it_tells_low_from_high_and_learns_it_the_same_way_twice() -> None:
    levels, categories = spectrograms()
    steps: list[None] = []
    first = train_classifier(levels, categories, 2, seed=3, steps=30, on_step=lambda: steps.append(None))
    again = train_classifier(levels, categories, 2, seed=3, steps=30, on_step=lambda: None)
    assert len(steps) == 30
    assert named(first, levels) == categories
    assert torch.equal(first(levels), again(levels))
