"""One take: a model's blocks, brought to the rate and channels that were asked for, into shared memory as they come.

Called on the worker's only thread.
"""

from collections.abc import Iterator

import numpy as np
import soxr

from engine.audio import Audio, Samples, at_rate, exactly, with_channels
from engine.errors import ModelError, RangeError
from engine.models.contract import Model, ModelCard, OnNote, OnStep, check_block
from engine.take_memory import TakeMemory
from engine.tasks import Generate, Task

CEILING = np.float32(10 ** (-1 / 20))
"""-1 dBFS: what no generated sample exceeds, the overshoot of a rate conversion included."""


def render(
    model: Model, task: Task, seed: int, source: Audio | None, target: TakeMemory, on_step: OnStep, on_note: OnNote
) -> None:
    """Fill `target` with exactly its frames; raises what the model raises, and `ModelError` for a broken block."""
    blocks = _blocks(model, task, seed, source, on_step, on_note)
    for block in _converted(blocks, model.card, target.shape.rate_hz):
        target.append(_delivered(block, target.shape.channels))
    missing = target.shape.frames - target.ready
    if missing > max(1, target.shape.rate_hz // 1000):
        raise ModelError(f"{model.card.name} ended {missing} frames early; the take is not kept.")
    target.append(np.zeros((missing, target.shape.channels), np.float32))


def _blocks(
    model: Model, task: Task, seed: int, source: Audio | None, on_step: OnStep, on_note: OnNote
) -> Iterator[Samples]:
    if isinstance(task, Generate):
        _check_length(model.card, task.seconds, "makes")
        return model.generate(task, seed, on_step, on_note)
    if source is None:
        raise ModelError("An edit needs a source; none came with this one.")
    _check_length(model.card, source.seconds, "varies")
    return model.vary(task, _as_the_model_hears(source, model.card), seed, on_step, on_note)


def _check_length(card: ModelCard, seconds: float, does: str) -> None:
    if not card.shortest_seconds <= seconds <= card.longest_seconds:
        raise RangeError(
            f"{card.name} {does} sounds of {card.shortest_seconds:g} to {card.longest_seconds:g} seconds; "
            f"{seconds:g} were asked for."
        )


def _as_the_model_hears(source: Audio, card: ModelCard) -> Audio:
    converted = with_channels(at_rate(source, card.rate_hz), card.channels)
    frames = max(1, round(source.seconds * card.rate_hz))
    return Audio(exactly(converted.samples, frames), card.rate_hz)


def _converted(blocks: Iterator[Samples], card: ModelCard, rate_hz: int) -> Iterator[Samples]:
    """The same blocks at another rate, by soxr's stream: nothing is held back longer than its filter."""
    if card.rate_hz == rate_hz:
        for block in blocks:
            check_block(card, block)
            yield block
        return
    stream = soxr.ResampleStream(card.rate_hz, rate_hz, card.channels, dtype="float32", quality="HQ")
    for block in blocks:
        check_block(card, block)
        yield stream.resample_chunk(block)
    yield stream.resample_chunk(np.zeros((0, card.channels), np.float32), last=True)


def _delivered(block: Samples, channels: int) -> Samples:
    return np.clip(with_channels(Audio(block, 1), channels).samples, -CEILING, CEILING)
