"""What a model is to the worker, and what its blocks must be.

Called on the worker's only thread. A model keeps no state between calls: the same task, seed and source give the
same samples. It is a generator of blocks, so that a take can sound before it is finished, and calls `on_step`
at least once before every block and between the steps of anything longer than a few milliseconds: `on_step`
reports progress and may raise `Cancelled`, which the model lets pass.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np

from engine.audio import Audio, Samples
from engine.errors import ModelError
from engine.models.batch import Batch
from engine.tasks import Edit, Generate, Vary

OnStep = Callable[[int, int], None]
"""Called with (steps done, steps in all), the first never falling, the second always the same; raises `Cancelled`."""

OnNote = Callable[[str], None]
"""Called with a sentence that the person should read though the job goes on (an unknown word, say)."""


LONGEST_SECONDS = 600.0
"""How far new sound and loops go on, with models that can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCard:
    """What a model says of itself: rates in hertz, lengths in seconds, `weights` a hash of its weights' file.

    `edits` names the tasks beyond `generate` and `vary` that it can do, as `engine.tasks.name_of` does. What is longer
    than `longest_seconds` isn't made at once; new sound and new loops go on beyond it where `goes_on` says so.
    """

    name: str
    family: str
    rate_hz: int
    channels: int
    shortest_seconds: float
    longest_seconds: float
    weights: str
    precision: str
    device: str
    threads: int
    edits: tuple[str, ...] = ()
    goes_on: bool = False

    @property
    def longest_new_seconds(self) -> float:
        """The longest new sound."""
        return max(self.longest_seconds, LONGEST_SECONDS) if self.goes_on else self.longest_seconds


class Model(Protocol):
    """One warm model. Each method yields float32 blocks (frames, channels) at the card's rate.

    The blocks of one call add up to exactly the frames asked for: `frames_of(task.seconds, rate)` for `generate`,
    the source's frames for `vary` (whose source comes at the card's rate and channels, at most its longest
    seconds). Raises `PromptError` or `RangeError` before the first block.
    """

    @property
    def card(self) -> ModelCard: ...

    def generate(self, task: Generate, seed: int, on_step: OnStep, on_note: OnNote) -> Iterator[Samples]: ...

    def vary(self, task: Vary, source: Audio, seed: int, on_step: OnStep, on_note: OnNote) -> Iterator[Samples]: ...


@runtime_checkable
class Editor(Model, Protocol):
    """A model that can do more; what it can is on its card.

    Sources come as `vary` has them. The blocks of one call add up to the first source's frames; for `extend` to the
    length with what is added; for `loop` to the loop's length and 30 ms, which follow on its end.
    """

    def edit(
        self, task: Edit, sources: tuple[Audio, ...], seed: int, on_step: OnStep, on_note: OnNote
    ) -> Iterator[Samples]: ...


@runtime_checkable
class Batcher(Model, Protocol):
    """A model that can sample several takes of a job at once, where its device is made for it."""

    def together(self, batch: Batch) -> Model:
        """The same model for one call: it takes from the batch what is there of its seed, or samples for the seeds
        that follow as well and leaves that there. Each take is what the seed gives alone, up to rounding."""
        ...


Loader = Callable[[], Model]
"""Builds a model from its weights; a top-level function, since it is sent to the worker's process by name."""


def complete(card: ModelCard, blocks: Iterator[Samples], frames: int) -> Iterator[Samples]:
    """The same blocks; raises `ModelError` at the first that is broken, or where they aren't `frames` frames in all."""
    given = 0
    for block in blocks:
        _check_block(card, block)
        given += len(block)
        if given > frames:
            raise ModelError(f"{card.name} gave more than the {frames} frames that were asked for: it can't be used.")
        yield block
    if given < frames:
        raise ModelError(f"{card.name} gave {given} frames where {frames} were asked for: it can't be used.")


def _check_block(card: ModelCard, block: Samples) -> None:
    if not isinstance(block, np.ndarray):
        raise ModelError(f"{card.name} gave a {type(block).__name__} where a numpy array was expected.")
    if block.dtype != np.float32 or block.ndim != 2 or block.shape[1] != card.channels:
        raise ModelError(
            f"{card.name} gave {block.dtype} samples of shape {block.shape}; "
            f"float32 of (frames, {card.channels}) was expected: it can't be used."
        )
    if not np.isfinite(block).all():
        raise ModelError(f"{card.name} gave samples that are not finite numbers: it can't be used.")
