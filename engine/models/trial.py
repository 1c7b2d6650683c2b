"""The trial that every model must pass before it is used: its card, its own prior, silence.

Called on the worker's only thread when a model has been loaded. The trial also warms the model.
"""

from collections.abc import Callable, Iterator
from typing import get_origin, get_type_hints

import numpy as np

from engine.audio import Audio, Samples, frames_of
from engine.errors import ModelError
from engine.models.contract import Editor, Model, ModelCard, OnStep, complete
from engine.take_form import edited_frames
from engine.tasks import Edit, Extend, Generate, Inpaint, Loop, Morph, Style, Transform, Upscale, Vary, name_of

_TRIAL_SECONDS = 0.5


def try_out(model: Model, name: str) -> ModelCard:
    """Run a model once for each task; returns its card. Raises `ModelError` where it breaks its contract."""
    card = model.card
    _check_card(card, name)
    seconds = min(card.longest_seconds, max(card.shortest_seconds, _TRIAL_SECONDS))
    frames = frames_of(seconds, card.rate_hz)
    silence = Audio(np.zeros((frames, card.channels), np.float32), card.rate_hz)
    _listen(card, frames, lambda on_step: model.generate(Generate(seconds=seconds), 0, on_step, _no_note))
    _listen(card, frames, lambda on_step: model.vary(Vary(amount=0.0), silence, 0, on_step, _no_note))
    _try_edits(model, silence)
    return card


def _try_edits(model: Model, silence: Audio) -> None:
    """Each edit that the card names, with as few steps as there can be."""
    card, style = model.card, Style(steps=1)
    tasks = {name_of(task): task for task in _edits(silence.seconds, style)}
    for name in card.edits:
        if name not in tasks or not isinstance(model, Editor):
            raise ModelError(f"{card.name}'s card says that it can {name}; it can't, so it can't be used.")
        _try_edit(model, tasks[name], silence)


def _try_edit(model: Editor, task: Edit, silence: Audio) -> None:
    sources = (silence, silence) if isinstance(task, Morph) else (silence,)
    card = model.card
    _listen(
        card,
        edited_frames(task, sources, card.rate_hz),
        lambda on_step: model.edit(task, sources, 0, on_step, _no_note),
    )


def _edits(seconds: float, style: Style) -> tuple[Edit, ...]:
    return (
        Transform(style=style),
        Inpaint(regions=((seconds / 4, seconds / 2),), style=style),
        Extend(seconds=seconds / 2, style=style),
        Upscale(cutoff_hz=4000.0, style=style),
        Loop(seconds=seconds / 2, style=style),
        Morph(style=style),
    )


class _Steps:
    """What a model says of its progress."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._done = 0
        self._total: int | None = None
        self.since_block = 0

    def on_step(self, done: int, total: int) -> None:
        if not self._done <= done <= total or total != (self._total or total):
            raise ModelError(
                f"{self._name} called on_step({done}, {total}) after on_step({self._done}, {self._total}); "
                "steps done must not fall, nor pass the steps in all, which stay the same: it can't be used."
            )
        self._done, self._total = done, total
        self.since_block += 1


def _listen(card: ModelCard, frames: int, play: Callable[[OnStep], Iterator[Samples]]) -> None:
    steps = _Steps(card.name)
    for _ in complete(card, play(steps.on_step), frames):
        if not steps.since_block:
            raise ModelError(f"{card.name} gave a block without calling on_step before it: it can't be used.")
        steps.since_block = 0


def _check_card(card: ModelCard, name: str) -> None:
    if not isinstance(card, ModelCard) or card.name != name:
        raise ModelError(f"The model that was loaded as {name} calls itself {card!r}: it can't be used.")
    for said, kind in get_type_hints(ModelCard).items():
        value = getattr(card, said)
        # Plain values only: the bridge reads the card, and must not import what a model's own types belong to.
        kind = get_origin(kind) or kind
        if type(value) is not kind and (type(value), kind) != (int, float):
            raise ModelError(f"{name}'s card says {said} = {value!r}; {kind.__name__} was expected: it can't be used.")
    if not (card.rate_hz > 0 and card.channels > 0 and 0 < card.shortest_seconds <= card.longest_seconds < np.inf):
        raise ModelError(
            f"{name}'s card says {card!r}; its rate, channels or lengths are impossible: it can't be used."
        )


def _no_note(sentence: str) -> None:
    return None
