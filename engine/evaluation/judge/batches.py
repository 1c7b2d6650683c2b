"""What the judge is shown while it learns: balanced batches of augmented pieces, some with two sounds at once."""

from collections import Counter
from collections.abc import Sequence

import torch
from torch import Tensor

from engine.evaluation.judge.augment import Chance, augmented, overlaid, share_of_softer
from engine.evaluation.judge.clips import DIGITS, ClipRow, HeardClip
from engine.evaluation.judge.hearing import FRAMES, piece
from engine.evaluation.judge.weights import Names

_BATCH = 32
_OVERLAID = 0.3
_SOFTEST_DB = 12.0
_LATEST_ONSET_FRAMES = 18
_DIGITS_SHARE = 0.7
"""How often digits are shown, as a share of what another category of as many clips would be."""


class Batches:
    """Augmented pieces of clips, rare categories and labels nearly as often as common ones."""

    def __init__(self, clips: Sequence[HeardClip], names: Names, seed: int) -> None:
        self._clips = clips
        self._chance = Chance(seed)
        self._odds = _odds([clip.row for clip in clips])
        self._categories = _one_hot([clip.row.category for clip in clips], names.categories)
        self._labels = _one_hot([clip.row.label for clip in clips], names.labels)

    def next(self) -> tuple[Tensor, Tensor, Tensor]:
        """Pieces (batch, WINDOWS, FRAMES, BANDS), and shares of categories and of labels (batch, names)."""
        chosen = torch.multinomial(self._odds, 2 * _BATCH, replacement=True, generator=self._chance.generator)
        parts = [self._sound(int(one), int(other)) for one, other in chosen.view(_BATCH, 2)]
        pieces, categories, labels = zip(*parts, strict=True)
        return torch.stack(pieces), torch.stack(categories), torch.stack(labels)

    def _sound(self, one: int, other: int) -> tuple[Tensor, Tensor, Tensor]:
        """A clip, sometimes with a softer one over it."""
        if not self._chance.happens(_OVERLAID):
            return self._piece(one), self._categories[one], self._labels[one]
        softer_db = self._chance.between(0, _SOFTEST_DB)
        share = share_of_softer(softer_db)
        return (
            overlaid(self._piece(one), self._piece(other), softer_db),
            torch.lerp(self._categories[one], self._categories[other], share),
            torch.lerp(self._labels[one], self._labels[other], share),
        )

    def _piece(self, index: int) -> Tensor:
        spectrogram = self._clips[index].spectrogram
        frames = spectrogram.shape[1]
        # Long clips are also heard to their end, as `hearing.windows` cuts them; short ones always whole.
        latest = frames - FRAMES // 2 if frames > FRAMES else 1
        start = self._chance.whole(-_LATEST_ONSET_FRAMES, latest)
        return augmented(piece(spectrogram, start).float(), self._chance)


def _odds(rows: Sequence[ClipRow]) -> Tensor:
    """How likely each clip is to be shown: categories and labels by the square roots of their numbers of clips."""
    categories, labels = Counter(row.category for row in rows), Counter(row.label for row in rows)
    within = [labels[row.label] ** -0.5 for row in rows]
    sums: Counter[str] = Counter()
    for row, odds in zip(rows, within, strict=True):
        sums[row.category] += odds
    wanted = {name: count**0.5 * (_DIGITS_SHARE if name == DIGITS else 1) for name, count in categories.items()}
    return torch.tensor(
        [wanted[row.category] * odds / sums[row.category] for row, odds in zip(rows, within, strict=True)]
    )


def _one_hot(names: Sequence[str], among: Sequence[str]) -> Tensor:
    """1 where a name is one of those (names, among), a row of zeros where it is none."""
    return torch.tensor([[float(name == each) for each in among] for name in names])
