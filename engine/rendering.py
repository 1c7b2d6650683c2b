"""One take: a model's blocks, brought to the rate and channels that were asked for, into shared memory as they come.

Called on the worker's only thread.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from engine.asking import Making, edited, edited_all_along, generated, is_heard_at_once
from engine.audio import Audio, Samples, at_rate, with_channels
from engine.editing.assembled import Whole, assembled, cutoff_of
from engine.editing.levels import CEILING
from engine.errors import ModelError, RangeError
from engine.filling import filled
from engine.looping import led_back
from engine.models.batch import Batch
from engine.models.contract import Model, ModelCard, OnNote, OnStep
from engine.take_memory import TakeMemory, TakeShape
from engine.tasks import Extend, Generate, Inpaint, Loop, Morph, Task, Transform, Upscale, Vary

SILENCE = 10 ** (-90 / 20)
"""-90 dBFS, about one step of 16 bits: a take that nowhere exceeds it is silence."""


def render(
    model: Model,
    task: Task,
    seed: int,
    sources: tuple[Audio, ...],
    target: TakeMemory,
    on_step: OnStep,
    on_note: OnNote,
    batch: Batch | None = None,
) -> None:
    """Fill `target` with exactly its frames; a model that can may sample takes that follow beside this one.

    Raises what the model raises, and `ModelError` for a broken block or for silence where sound was due.
    """
    making = Making(model, seed, sources, on_step, on_note, batch)
    match task:
        case Transform(strength=0):
            target.append(sources[0].samples)
        case Inpaint() | Extend():
            for block in filled(making, task, sources[0]):
                target.append(block)
        case Loop() if sources and not is_heard_at_once(model.card, target.shape.frames, target.shape.rate_hz):
            for block in led_back(making, task, sources[0]):
                target.append(block)
        case Upscale() | Loop():
            target.append(_whole(making, task, target.shape))
        case _:
            _stream(making, task, target)
    _check_audible(model.card, target, sources)


def _stream(making: Making, task: Generate | Vary | Transform | Morph, target: TakeMemory) -> None:
    """Block by block, as they are made."""
    card, shape = making.model.card, target.shape
    for block in _at_rate(_blocks(making, task), card, shape.rate_hz):
        delivered = with_channels(Audio(block, shape.rate_hz), shape.channels)
        target.append(np.clip(delivered.samples, -CEILING, CEILING))
    # At two rates a length is rounded to frames twice: one or two may be missing.
    target.append(np.zeros((shape.frames - target.written, shape.channels), np.float32))


def _whole(making: Making, task: Whole, shape: TakeShape) -> Samples:
    """All that is generated, and then what of the source is kept."""
    card = making.model.card
    source = at_rate(making.sources[0], shape.rate_hz) if making.sources else None
    if isinstance(task, Upscale) and source:
        task = replace(task, cutoff_hz=_within_reach(card, cutoff_of(task, source)))
    blocks = edited(making, task) if isinstance(task, Loop) else edited_all_along(making, task)
    made = at_rate(Audio(np.concatenate(list(blocks)), card.rate_hz), shape.rate_hz)
    return assembled(task, source, with_channels(made, shape.channels), shape.frames)


def _within_reach(card: ModelCard, cutoff_hz: float) -> float:
    """The same cutoff; raises `RangeError` where the model makes nothing above it."""
    if cutoff_hz >= card.rate_hz / 2:
        raise RangeError(
            f"{card.name} makes nothing above {card.rate_hz / 2:g} Hz, and the sound goes up to {cutoff_hz:g} Hz: name "
            "another model with `model`, or give a lower `cutoff`."
        )
    return cutoff_hz


def _check_audible(card: ModelCard, target: TakeMemory, sources: tuple[Audio, ...]) -> None:
    due = not sources or any(_peak(source.samples) > SILENCE for source in sources)
    if due and _peak(target.samples) <= SILENCE:
        raise ModelError(
            f"{card.name} gave silence (nothing above -90 dBFS) where sound was due: try another seed or prompt."
        )


def _peak(samples: Samples) -> float:
    return float(max(np.max(samples, initial=0.0), -np.min(samples, initial=0.0)))


def _blocks(making: Making, task: Generate | Vary | Transform | Morph) -> Iterator[Samples]:
    match task:
        case Generate():
            return generated(making, task)
        case _:
            return edited_all_along(making, task)


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
