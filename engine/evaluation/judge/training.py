"""Training the judge: from a folder of labelled clips to its file, the same for the same seed, machine and threads.

Cross-entropy over the categories and over the labels, AdamW with one cycle of its rate, a moving average of the
weights as the result. What is kept was never chosen by the validation clips: they only examine it.
"""

import copy
import itertools
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from engine.attribution import Credit, write_attribution
from engine.evaluation.judge.accuracy import JudgeAccuracy
from engine.evaluation.judge.batches import Batches
from engine.evaluation.judge.clips import DIGITS, ClipRow, HeardClip, clip_rows, hear_clips
from engine.evaluation.judge.examination import accuracy_on
from engine.evaluation.judge.judge import load_judge
from engine.evaluation.judge.network import Heard, Network
from engine.evaluation.judge.weights import Names, save_weights
from engine.precision import fast_multiplying

STEPS = 3600
"""Steps that the shipped judge took."""

_PEAK_RATE = 2e-3
_SMOOTHING = 0.1
_AVERAGED = 0.998
_FEWEST_LEARNED = 4
"""Training clips that a label needs to be learned at all."""
_FEWEST_JUDGED = 5
"""Validation clips that a label needs, beside training clips, to be judged by."""


@dataclass(frozen=True, slots=True)
class JudgeProgress:
    """What is being done ("hearing" or "learning"), steps done of all, the loss if there is one, seconds left."""

    doing: str
    done: int
    total: int
    loss: float
    seconds_left: float


@dataclass(frozen=True, slots=True)
class JudgeReport:
    """Where the judge lies, how many clips it learned from, and how well it names the real validation clips."""

    weights: Path
    clips: int
    seconds: float
    accuracy: JudgeAccuracy


OnProgress = Callable[[JudgeProgress], None]


def train_judge(data: Path, out: Path, seed: int, steps: int, progress: OnProgress) -> JudgeReport:
    """Train a judge on the training clips of `data`; write `judge.safetensors` and `ATTRIBUTION.md` into `out`.

    Raises `MissingError` where `data` holds no clips, `AudioFileError` for a file that is no audio.
    """
    began = time.monotonic()
    rows, examined = clip_rows(data, "train"), clip_rows(data, "valid")
    names = _names(rows, examined)
    on_clip = _counted("hearing", len(rows) + len(examined), progress)
    clips, valid = hear_clips(rows, on_clip), hear_clips(examined, on_clip)
    network = _trained(clips, names, seed, steps, progress)
    out.mkdir(parents=True, exist_ok=True)
    save_weights(out / "judge.safetensors", network, names)
    credits = (Credit(row.attribution, row.licence, row.source) for row in rows)
    write_attribution(out / "ATTRIBUTION.md", "the judge", "No audio is in them.", credits)
    judge = load_judge(out / "judge.safetensors")
    verdicts = judge.hear_spectrograms([clip.spectrogram for clip in valid])
    accuracy = accuracy_on(examined, verdicts, judge.names)
    return JudgeReport(out / "judge.safetensors", len(rows), time.monotonic() - began, accuracy)


def _names(train: Sequence[ClipRow], valid: Sequence[ClipRow]) -> Names:
    learned = Counter(row.label for row in train)
    examined = Counter(row.label for row in valid)
    labels = sorted(label for label, count in learned.items() if count >= _FEWEST_LEARNED)
    digits = sorted({row.label for row in train if row.category == DIGITS} & set(labels))
    judged = [label for label in labels if examined[label] >= _FEWEST_JUDGED and label not in digits]
    return Names(tuple(sorted({row.category for row in train})), tuple(labels), tuple(judged), tuple(digits))


def _trained(clips: Sequence[HeardClip], names: Names, seed: int, steps: int, progress: OnProgress) -> Network:
    torch.manual_seed(seed)
    network = Network(len(names.categories), len(names.labels))
    average = copy.deepcopy(network)
    optimizer = torch.optim.AdamW(network.parameters(), weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, _PEAK_RATE, total_steps=steps)
    batches = Batches(clips, names, seed)
    on_step = _counted("learning", steps, progress)
    for step in range(steps):
        loss = _loss(network, *batches.next())
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        optimizer.step()
        schedule.step()
        _average(average, network, step)
        on_step(float(loss.detach()))
    return average.eval()


@torch.no_grad()
def _average(average: Network, network: Network, step: int) -> None:
    """Move the average of the weights towards the network's; over the first steps it follows more quickly."""
    kept = min(_AVERAGED, (1 + step) / (10 + step))
    for old, new in zip(average.state_dict().values(), network.state_dict().values(), strict=True):
        if old.is_floating_point():
            old.lerp_(new, 1 - kept)


def _loss(network: Network, pieces: Tensor, categories: Tensor, labels: Tensor) -> Tensor:
    with fast_multiplying():
        found: Heard = network(pieces.contiguous(memory_format=torch.channels_last))
    return _cross_entropy(found.categories, categories) + _cross_entropy(found.labels, labels)


def _cross_entropy(scores: Tensor, wanted: Tensor) -> Tensor:
    """Cross-entropy against shares (batch, names); a sound without any of the names adds nothing."""
    known = wanted.sum(dim=1, keepdim=True)
    smoothed = wanted * (1 - _SMOOTHING) + known * _SMOOTHING / wanted.shape[1]
    return -(smoothed * scores.float().log_softmax(dim=1)).sum(dim=1).mean()


def _counted(doing: str, total: int, progress: OnProgress) -> Callable[..., None]:
    began = time.monotonic()
    steps = itertools.count(1)

    def on_step(loss: float = float("nan")) -> None:
        done = next(steps)
        left = (time.monotonic() - began) / done * (total - done)
        progress(JudgeProgress(doing, done, total, loss, left))

    return on_step
