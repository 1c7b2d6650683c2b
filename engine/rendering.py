"""One take: a model's blocks, brought to the rate and channels that were asked for, into shared memory as they come.

Called on the worker's only thread.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from engine.audio import Audio, Samples, at_rate, exactly, frames_of, with_channels
from engine.errors import ModelError
from engine.models.contract import Model, ModelCard, OnNote, OnStep, complete
from engine.take_memory import TakeMemory
from engine.tasks import Generate, Task

CEILING = np.float32(10 ** (-1 / 20))
"""-1 dBFS: what no generated sample exceeds, the overshoot of a rate conversion included."""
SILENCE = 10 ** (-90 / 20)
"""-90 dBFS, about one step of 16 bits: a take that nowhere exceeds it is silence."""


def render(
    model: Model, task: Task, seed: int, source: Audio | None, target: TakeMemory, on_step: OnStep, on_note: OnNote
) -> None:
    """Fill `target` with exactly its frames.

    Raises what the model raises, and `ModelError` for a broken block or for silence where sound was due.
    """
    card, shape = model.card, target.shape
    for block in _at_rate(_blocks(model, task, seed, source, on_step, on_note), card, shape.rate_hz):
        delivered = with_channels(Audio(block, shape.rate_hz), shape.channels)
        target.append(np.clip(delivered.samples, -CEILING, CEILING))
    # At two rates a length is rounded to frames twice: one or two may be missing.
    target.append(np.zeros((shape.frames - target.written, shape.channels), np.float32))
    _check_audible(card, target, source)


def _check_audible(card: ModelCard, target: TakeMemory, source: Audio | None) -> None:
    if _peak(target.samples) <= SILENCE and (source is None or _peak(source.samples) > SILENCE):
        raise ModelError(
            f"{card.name} gave silence (nothing above -90 dBFS) where sound was due: try another seed or prompt."
        )


def _peak(samples: Samples) -> float:
    return float(max(np.max(samples, initial=0.0), -np.min(samples, initial=0.0)))


def _blocks(
    model: Model, task: Task, seed: int, source: Audio | None, on_step: OnStep, on_note: OnNote
) -> Iterator[Samples]:
    card = model.card
    if isinstance(task, Generate):
        fitting = replace(task, seconds=_within(card, task.seconds))
        blocks = model.generate(fitting, seed, on_step, on_note)
        return complete(card, blocks, frames_of(fitting.seconds, card.rate_hz))
    if source is None:
        raise ModelError("An edit needs a source; none came with this one.")
    heard = _as_the_model_hears(source, card)
    return complete(card, model.vary(task, heard, seed, on_step, on_note), heard.frames)


def _within(card: ModelCard, seconds: float) -> float:
    """A length that the model makes; the engine lets none pass that is off by more than a frame."""
    return min(max(seconds, card.shortest_seconds), card.longest_seconds)


def _as_the_model_hears(source: Audio, card: ModelCard) -> Audio:
    converted = with_channels(at_rate(source, card.rate_hz), card.channels)
    frames = frames_of(_within(card, source.seconds), card.rate_hz)
    return Audio(exactly(converted.samples, frames), card.rate_hz)


def _at_rate(blocks: Iterator[Samples], card: ModelCard, rate_hz: int) -> Iterator[Samples]:
    """The same blocks at another rate, by soxr's stream, which holds back up to 21 ms between 44.1 and 48 kHz."""
    if card.rate_hz == rate_hz:
        yield from blocks
        return
    # Imported here: importing `engine` asks for numpy alone.
    import soxr

    stream = soxr.ResampleStream(card.rate_hz, rate_hz, card.channels, dtype="float32", quality="HQ")
    for block in blocks:
        yield stream.resample_chunk(block)
    yield stream.resample_chunk(np.zeros((0, card.channels), np.float32), last=True)
