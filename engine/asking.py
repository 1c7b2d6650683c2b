"""One call of a model, or several for a sound that is longer than it makes: what it hears, and blocks that are whole.

Called on the worker's only thread.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.audio import Audio, Samples, at_rate, exactly, frames_of, with_channels
from engine.editing.joining import joined
from engine.editing.regions import Region
from engine.editing.windows import overlapping
from engine.errors import ModelError
from engine.models.batch import Batch
from engine.models.contract import Batcher, Editor, Model, ModelCard, OnNote, OnStep, complete
from engine.take_form import edited_frames
from engine.tasks import Edit, Generate, Morph, Transform, Upscale, Vary

_SEEDS = 2**31


@dataclass(frozen=True, slots=True)
class Making:
    """Everything but the task that decides what is made, and whom to tell of it."""

    model: Model
    seed: int
    sources: tuple[Audio, ...]
    on_step: OnStep
    on_note: OnNote
    batch: Batch | None = None

    @property
    def asked(self) -> Model:
        """The model, and the takes beside this one with it where it samples several at once."""
        if self.batch and isinstance(self.model, Batcher):
            return self.model.together(self.batch)
        return self.model


def generated(making: Making, task: Generate) -> Iterator[Samples]:
    """Blocks of new sound at the model's rate."""
    card = making.model.card
    fitting = replace(task, seconds=_within(card, task.seconds, card.longest_new_seconds))
    blocks = making.asked.generate(fitting, making.seed, making.on_step, making.on_note)
    return complete(card, blocks, frames_of(fitting.seconds, card.rate_hz))


def edited(making: Making, task: Edit | Vary) -> Iterator[Samples]:
    """Blocks of an edit at the model's rate; of what a source has beyond the model's length nothing is heard."""
    model, card = making.asked, making.model.card
    if not making.sources and isinstance(task, Vary):
        raise ModelError("An edit needs a source; none came with this one.")
    heard = tuple(_fitting(_as_the_model_hears(source, card), card) for source in making.sources)
    if isinstance(task, Vary):
        varied = model.vary(task, heard[0], making.seed, making.on_step, making.on_note)
        return complete(card, varied, heard[0].frames)
    assert isinstance(model, Editor), "what a model's card says was looked at before"
    blocks = model.edit(task, heard, making.seed, making.on_step, making.on_note)
    return complete(card, blocks, edited_frames(task, heard, card.rate_hz))


def edited_all_along(making: Making, task: Vary | Transform | Upscale | Morph) -> Iterator[Samples]:
    """Blocks of an edit of all of a source; where it is longer than the model makes, in windows that overlap.

    Another source is heard beside the first one, from the same place on.
    """
    card = making.model.card
    if not making.sources or is_heard_at_once(card, making.sources[0].frames, making.sources[0].rate_hz):
        return edited(making, task)
    heard = [_as_the_model_hears(source, card) for source in making.sources]
    frames = heard[0].frames
    as_long = [exactly(each.samples, frames) for each in heard]
    windows = overlapping(frames, most_frames(card, card.rate_hz), card.rate_hz)
    makings = in_windows(making, len(windows))

    def blocks_of(index: int, window: Region) -> Iterator[Samples]:
        parts = tuple(Audio(each[window.start_frame : window.end_frame], card.rate_hz) for each in as_long)
        return edited(replace(makings[index], sources=parts), task)

    return joined(windows, blocks_of)


def is_heard_at_once(card: ModelCard, frames: int, rate_hz: int) -> bool:
    """Whether a model makes sounds of that length; a frame more is no matter."""
    return frames <= card.longest_seconds * rate_hz + 1


def most_frames(card: ModelCard, rate_hz: int) -> int:
    """The longest window at a rate that a model makes."""
    return int(card.longest_seconds * rate_hz)


def in_windows(making: Making, count: int) -> Sequence[Making]:
    """The same for each of so many windows: another seed, steps that count all of them, and no note twice.

    Only a take of one window is sampled beside others: what a later window hears is each take's own.
    """
    steps, said = _Steps(making.on_step, count), set[str]()
    batch = making.batch if count == 1 else None

    def on_note(sentence: str) -> None:
        if sentence not in said:
            said.add(sentence)
            making.on_note(sentence)

    return [
        replace(making, seed=_seed_of(making.seed, index), on_step=steps.of(index), on_note=on_note, batch=batch)
        for index in range(count)
    ]


class _Steps:
    """Passes on the steps of several windows as those of one work: each counts for as many as the first one has."""

    def __init__(self, on_step: OnStep, windows: int) -> None:
        self._on_step = on_step
        self._windows = windows
        self._each = 0

    def of(self, window: int) -> OnStep:
        def on_step(done: int, total: int) -> None:
            self._each = self._each or total
            done_here = done * self._each // max(1, total)
            self._on_step(window * self._each + done_here, self._windows * self._each)

        return on_step


def _seed_of(seed: int, window: int) -> int:
    """The first window's is the take's own. With one seed for all, each would have the same noise."""
    return int(np.random.SeedSequence((seed, window)).generate_state(1)[0]) % _SEEDS if window else seed


def _within(card: ModelCard, seconds: float, longest_seconds: float) -> float:
    """A length that the model makes; the engine lets none pass that is off by more than a frame."""
    return min(max(seconds, card.shortest_seconds), longest_seconds)


def _as_the_model_hears(source: Audio, card: ModelCard) -> Audio:
    return with_channels(at_rate(source, card.rate_hz), card.channels)


def _fitting(heard: Audio, card: ModelCard) -> Audio:
    frames = frames_of(_within(card, heard.seconds, card.longest_seconds), card.rate_hz)
    return Audio(exactly(heard.samples, frames), card.rate_hz)
