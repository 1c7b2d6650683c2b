"""A small classifier of the four categories, trained on real clips only: the judge of what the VAE generates.

It hears log-mel spectrograms, shares no weights with the VAE, and never sees a generated sound while it learns.
"""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn

from engine.evaluation.log_mel import BANDS, FLOOR_DB

_WIDTH = 64
_BATCH = 64
_PEAK_RATE = 3e-3
_SMOOTHING = 0.05
_LARGEST_GAIN_DB = 6.0


class CategoryClassifier(nn.Module):
    """Log-mel spectrograms (batch, frames, BANDS) in decibels to a score for each category, (batch, categories)."""

    def __init__(self, categories: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv1d(BANDS, _WIDTH, 5, stride=2, padding=2), nn.GroupNorm(8, _WIDTH), nn.SiLU(), nn.Dropout(0.2),
            nn.Conv1d(_WIDTH, _WIDTH, 5, stride=2, padding=2), nn.GroupNorm(8, _WIDTH), nn.SiLU(), nn.Dropout(0.2),
            nn.Conv1d(_WIDTH, _WIDTH, 5, stride=2, padding=2), nn.GroupNorm(8, _WIDTH), nn.SiLU(),
        )  # fmt: skip
        self.scores = nn.Linear(2 * _WIDTH, categories)

    def forward(self, spectrograms: Tensor) -> Tensor:
        x = self.layers(spectrograms.transpose(1, 2) * (-2 / FLOOR_DB) + 1)
        scores: Tensor = self.scores(torch.cat([x.mean(dim=2), x.amax(dim=2)], dim=1))
        return scores


def train_classifier(
    spectrograms: Tensor, categories: Sequence[int], count: int, seed: int, steps: int, on_step: Callable[[], None]
) -> CategoryClassifier:
    """A classifier of `count` categories from spectrograms (clips, frames, BANDS) and the category of each.

    Every category is shown equally often; levels and moments of onset are moved a little.
    """
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    labels = torch.tensor(categories)
    chances = 1.0 / torch.bincount(labels, minlength=count)[labels]
    classifier = CategoryClassifier(count)
    optimizer = torch.optim.AdamW(classifier.parameters(), weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, _PEAK_RATE, total_steps=steps)
    for _ in range(steps):
        on_step()
        chosen = torch.multinomial(chances, _BATCH, replacement=True, generator=generator)
        scores = classifier(_moved(spectrograms[chosen], generator))
        loss = nn.functional.cross_entropy(scores, labels[chosen], label_smoothing=_SMOOTHING)
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        optimizer.step()
        schedule.step()
    return classifier.eval()


def _moved(spectrograms: Tensor, generator: torch.Generator) -> Tensor:
    """The spectrograms louder or softer, and later by up to 8 frames."""
    gains = (torch.rand(len(spectrograms), 1, 1, generator=generator) * 2 - 1) * _LARGEST_GAIN_DB
    shift = int(torch.randint(8, (1,), generator=generator))
    return torch.roll(spectrograms + gains, shift, dims=1).clamp_min(FLOOR_DB)


@torch.inference_mode()
def named(classifier: CategoryClassifier, spectrograms: Tensor) -> list[int]:
    """The likeliest category of each spectrogram (clips, frames, BANDS)."""
    return [int(category) for category in classifier(spectrograms).argmax(dim=1)]
