"""A model in which everything can go wrong that a model can do wrong: the prompt says what, and when.

For the worker of an engine or of a Warmtone under test, which builds it by name.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from engine import Generate, Loader, Model, ModelCard, Samples
from engine.models.contract import OnNote, OnStep
from engine.models.tone import Tone, load_tone

SLOW_SECONDS = 0.01
SLOW_STEPS = 60
FIRST_BLOCKS = 5
MEBIBYTE = 2**20


class Faulty(Tone):
    """The tone, whose prompt names a fault: one of `AT_FIRST` before its first block, or of `MIDWAY` after some."""

    card: ModelCard = replace(Tone.card, name="faulty")

    def generate(self, task: Generate, seed: int, on_step: OnStep, on_note: OnNote) -> Iterator[Samples]:
        if task.prompt in AT_FIRST:
            AT_FIRST[task.prompt](on_step)
        midway = MIDWAY.get(task.prompt, unharmed)
        for number, block in enumerate(super().generate(task, seed, on_step, on_note)):
            yield midway(block) if number >= FIRST_BLOCKS else block
        if task.prompt == "long":
            yield block


def sample_slowly(on_step: OnStep) -> None:
    """Many steps before there is a sound, as diffusion takes them."""
    for step in range(SLOW_STEPS):
        on_step(step, 1_000_000)
        time.sleep(SLOW_SECONDS)


def idle(on_step: OnStep) -> None:
    """Step after step that brings nothing, without end."""
    while True:
        on_step(0, 1_000_000)


def unharmed(block: Samples) -> Samples:
    return block


def hang(block: Samples) -> Samples:
    time.sleep(3600)
    return block


def raise_foreign(block: Samples) -> Samples:
    raise ValueError("a tensor of another shape was expected")


def run_out_of_memory(block: Samples) -> Samples:
    raise MemoryError("160 GiB are not to be had")


def decode_slowly(block: Samples) -> Samples:
    time.sleep(SLOW_SECONDS)
    return block


def mute(block: Samples) -> Samples:
    return block * np.float32(0)


AT_FIRST: dict[str, Callable[[OnStep], None]] = {
    "sample slowly": sample_slowly,
    "idle": idle,
    "crash at first": lambda on_step: os._exit(3),
}
MIDWAY: dict[str, Callable[[Samples], Samples]] = {
    "hang": hang,
    "raise": raise_foreign,
    "memory": run_out_of_memory,
    "crash": lambda block: os._exit(3),
    "leave": lambda block: sys.exit(0),
    "nan": lambda block: np.full_like(block, np.nan),
    "infinite": lambda block: np.full_like(block, -np.inf),
    "wide": lambda block: np.repeat(block, 2, axis=1),
    "flat": lambda block: block[:, 0],
    "double": lambda block: block.astype(np.float64),
    "short": lambda block: block[:-1],
    "half mute": mute,
    "decode slowly": decode_slowly,
}


class Mute(Tone):
    """Silence, but with all its steps and frames."""

    card: ModelCard = replace(Tone.card, name="mute")

    def generate(self, task: Generate, seed: int, on_step: OnStep, on_note: OnNote) -> Iterator[Samples]:
        return map(mute, super().generate(task, seed, on_step, on_note))


class Large(Tone):
    """The tone beside an array that is really there."""

    def __init__(self, name: str, mebibytes: int) -> None:
        self.card = replace(Tone.card, name=name)
        self.weights = np.ones(mebibytes * MEBIBYTE // 8)


@dataclass(frozen=True, slots=True)
class LoadLarge:
    """Loads so much under that name; where it `says` so, others can make way before it is there."""

    name: str
    mebibytes: int
    needs_bytes: int = 0

    def __call__(self) -> Model:
        return Large(self.name, self.mebibytes)


def load_faulty() -> Faulty:
    return Faulty()


def load_mute() -> Mute:
    return Mute()


def load_never() -> Model:
    time.sleep(3600)
    raise AssertionError("not reached")


class Slow(Tone):
    """The tone, which takes its time to load."""

    card: ModelCard = replace(Tone.card, name="slow")


def load_slow() -> Slow:
    time.sleep(1.0)
    return Slow()


def large(name: str, mebibytes: int, says: bool) -> Loader:
    """A loader of a model of that size."""
    return LoadLarge(name, mebibytes, mebibytes * MEBIBYTE if says else 0)


def faulty_models() -> dict[str, Loader]:
    """The tone, the models above, and some of 60 and 300 MiB."""
    return {
        "tone": load_tone,
        "faulty": load_faulty,
        "mute": load_mute,
        "never": load_never,
        "slow": load_slow,
        "first": large("first", 60, says=False),
        "second": large("second", 60, says=True),
        "third": large("third", 60, says=False),
        "giant": large("giant", 300, says=True),
        "secret giant": large("secret giant", 300, says=False),
    }
