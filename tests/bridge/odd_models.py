"""Models that behave badly when they are told to, for the worker of a Warmtone under test."""

import os
import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from engine import Audio, Generate, Loader, ModelCard, ModelError, Samples, Vary, catalogue
from engine.models.contract import OnNote, OnStep
from engine.models.tone import Tone
from engine.tasks import Edit
from tests.engine.batching import load_on_gpu

STEP_SECONDS = 0.005


class Odd(Tone):
    """The tone, but the prompt says what goes wrong after the first block: crash, hang, raise, nan or short.

    "slow" takes 5 ms for a block of 20 ms.
    """

    card: ModelCard = replace(Tone.card, name="odd", longest_seconds=600.0)

    def generate(self, task: Generate, seed: int, on_step: OnStep, on_note: OnNote) -> Iterator[Samples]:
        for number, block in enumerate(super().generate(task, seed, on_step, on_note)):
            if number > 0 and task.prompt == "short":
                return
            yield misbehaving(task.prompt, block) if number > 0 else block

    def edit(
        self, task: Edit, sources: tuple[Audio, ...], seed: int, on_step: OnStep, on_note: OnNote
    ) -> Iterator[Samples]:
        return (misbehaving(task.style.prompt, block) for block in super().edit(task, sources, seed, on_step, on_note))


class OneFrameShort(Tone):
    """Breaks its contract: a frame is missing at the end."""

    card: ModelCard = replace(Tone.card, name="broken")

    def vary(self, task: Vary, source: Audio, seed: int, on_step: OnStep, on_note: OnNote) -> Iterator[Samples]:
        on_step(0, 1)
        yield source.samples[:-1]


def misbehaving(prompt: str, block: Samples) -> Samples:
    match prompt:
        case "crash":
            os._exit(3)
        case "raise":
            raise ValueError("something that no model expects")
        case "nan":
            return np.full_like(block, np.nan)
        case "slow":
            time.sleep(STEP_SECONDS)
    return block


def load_odd() -> Odd:
    return Odd()


def load_broken() -> OneFrameShort:
    return OneFrameShort()


def load_absent() -> Tone:
    raise ModelError("absent has no weights here; copy them into its folder.")


def odd_models() -> dict[str, Loader]:
    """The catalogue, those above, and one that samples takes of a job together."""
    return {**catalogue(), "odd": load_odd, "broken": load_broken, "absent": load_absent, "on-gpu": load_on_gpu}
