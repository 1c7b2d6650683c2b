"""A training run: from where it was, by the clock or up to its last step, to files that it can go on from.

Called by the command line or by `python -m engine.training.codec`, in its own process. What it writes into its folder:
checkpoint.pt, best.pt (the averaged weights that validated best, half precision) and, if it shall travel, *.part.
"""

from collections.abc import Callable
from pathlib import Path

import torch

from engine.training.checkpoint import CHECKPOINT, Progress, load_checkpoint
from engine.training.codec.beginning import begin
from engine.training.codec.checkpoint import load_parts, load_weights, planned, save_parts
from engine.training.codec.corpus import Corpus, chances, validation_crops
from engine.training.codec.fitting import Fitting, seconds_of_sound
from engine.training.codec.plan import Plan
from engine.training.codec.validation import validated
from engine.training.codec.wish import Wish
from engine.training.slices import RunStatus, Slice
from engine.training.wishing import as_wished

STEPS = 40_000
BATCHES = {"cuda": 128}
"""Crops of a step by the kind of device; 16 on any other."""
VALIDATION_CLIPS = 48

_PEAK_RATE = 1e-3


def train(corpus: Corpus, out: Path, wish: Wish, report: Callable[[RunStatus], None]) -> RunStatus:
    """Begin a run in the folder `out`, or go on with the one in it; returns where it came to.

    Stops at its last step, at the end of its minutes, or by Ctrl-C, SIGTERM too, each with a checkpoint. Raises
    `ModelError` for a folder whose files are of another version.
    """
    out.mkdir(parents=True, exist_ok=True)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    # On a GPU filters and layers that stay float32 are three times as fast with ten digits of the mantissa.
    torch.set_float32_matmul_precision("high" if device.type == "cuda" else "highest")
    fitting = Fitting(_plan(out, wish, device), device)
    corpus = corpus.on(device)
    progress = _resumed(out, fitting, wish, corpus)
    run = Slice(_Learning(fitting, corpus), out, progress, wish.minutes)
    run.go(report)
    if wish.parts:
        save_parts(out, fitting, run.progress)
    return run.status()


def _plan(out: Path, wish: Wish, device: torch.device) -> Plan:
    usual = Plan(STEPS, BATCHES.get(device.type, 16), _PEAK_RATE, 0)
    return as_wished(planned(out) or usual, wish)


def _resumed(out: Path, fitting: Fitting, wish: Wish, corpus: Corpus) -> Progress:
    if (out / CHECKPOINT).exists():
        return load_checkpoint(out, fitting)
    if (out / "rest.part").exists():
        return load_parts(out, fitting)
    if wish.weights is not None:
        load_weights(wish.weights, fitting)
    else:
        begin(fitting.network, corpus, chances(corpus), fitting.generator)
        fitting.average.load_state_dict(fitting.network.state_dict())
    return Progress()


class _Learning:
    """A fitting on a corpus."""

    measure = "log-mel"
    unit = "s of sound"

    def __init__(self, fitting: Fitting, corpus: Corpus) -> None:
        self.fitting = fitting
        self.steps = fitting.plan.steps
        self.units = seconds_of_sound(fitting.plan)
        self._corpus, self._odds = corpus, chances(corpus)
        self._listened = validation_crops(corpus, VALIDATION_CLIPS)

    def fit(self) -> float:
        return self.fitting.fit(self._corpus, self._odds).whole

    def validate(self) -> float:
        return validated(self.fitting.average, self.fitting.spectral, self._listened)
