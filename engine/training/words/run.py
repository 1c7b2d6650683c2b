"""A training run of Ember's words and ear: from where it was, by the clock or up to its last step.

Called by the command line, in its own process. What it writes into its folder: tokenizer/, checkpoint.pt and best.pt
(the averaged weights that validated best, half precision).
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from transformers import PreTrainedTokenizerFast

from engine.families.parts import quiet
from engine.training.beginning import begin_with
from engine.training.checkpoint import CHECKPOINT, Progress, load_checkpoint, plan_in
from engine.training.plan import Plan
from engine.training.slices import RunStatus, Slice
from engine.training.wish import Wish
from engine.training.wishing import as_wished
from engine.training.words.fitting import Fitting
from engine.training.words.lessons import Lessons, read_lessons
from engine.training.words.lexicon import read_lexicon
from engine.training.words.texts import all_texts, read_texts
from engine.training.words.tokenizer_training import train_tokenizer
from engine.training.words.validation import found

STEPS = 4000
BATCH = 128
TOKENIZER = "tokenizer"

_PEAK_RATE = 1e-3


def train(data: Path, out: Path, wish: Wish, report: Callable[[RunStatus], None]) -> RunStatus:
    """Begin a run in the folder `out`, or go on with the one in it.

    Stops at its last step, at the end of its minutes, or by Ctrl-C, SIGTERM too, each with a checkpoint. Raises
    `MissingError` without clips and texts, `ModelError` for a folder whose files are of another version.
    """
    out.mkdir(parents=True, exist_ok=True)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    lessons = read_lessons(data, tokenizer_in(out, data, wish.weights))
    fitting = Fitting(_plan(out, wish), len(lessons.tokenizer), device)
    progress = _resumed(out, fitting, wish)
    run = Slice(_Learning(fitting, lessons), out, progress, wish.minutes)
    run.go(report)
    return run.status()


def tokenizer_in(out: Path, data: Path, begin: Path | None = None) -> Any:
    """The tokenizer of a run; that of the folder `begin`, or one learned from `data`, where there is none yet."""
    folder = out / TOKENIZER
    if not folder.exists():
        begun = _read_tokenizer(begin / TOKENIZER) if begin else _learned_tokenizer(data)
        begun.save_pretrained(folder)
    return _read_tokenizer(folder)


def _learned_tokenizer(data: Path) -> Any:
    return train_tokenizer(all_texts(read_texts(data, read_lexicon())))


def _read_tokenizer(folder: Path) -> Any:
    with quiet():
        return PreTrainedTokenizerFast.from_pretrained(folder, local_files_only=True)


def _resumed(out: Path, fitting: Fitting, wish: Wish) -> Progress:
    if (out / CHECKPOINT).exists():
        return load_checkpoint(out, fitting)
    if wish.weights is not None:
        begin_with(wish.weights / "text_encoder", fitting.network.text, fitting.average.text)
        begin_with(wish.weights / "ear", fitting.network.ear, fitting.average.ear)
    return Progress()


def _plan(out: Path, wish: Wish) -> Plan:
    usual = Plan(STEPS, BATCH, _PEAK_RATE, 0)
    return as_wished(plan_in(out / CHECKPOINT, Plan) if (out / CHECKPOINT).exists() else usual, wish)


class _Learning:
    """A fitting on lessons."""

    measure = "missed"
    unit = "sounds"

    def __init__(self, fitting: Fitting, lessons: Lessons) -> None:
        self.fitting = fitting
        self.steps = fitting.plan.steps
        self.units = float(fitting.plan.batch)
        self._lessons = lessons

    def fit(self) -> float:
        return self.fitting.fit(self._lessons)

    def validate(self) -> float:
        towers = self.fitting.average
        return found(towers.text, towers.ear, self._lessons, self.fitting.device).missed
