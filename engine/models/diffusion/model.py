"""A latent diffusion model of any family: `generate`, `vary` and every edit.

Called on the worker's only thread. Nothing is kept between calls; every call has a generator of its own. Takes of a job
that are sampled together have one each, so that a batch is as its takes are alone, and are decoded one after the other.
"""

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor, nn

from engine.audio import Audio, Samples, exactly, frames_of
from engine.diffusion.noise import generators_of
from engine.editing.loops import FADE_SECONDS
from engine.editing.regions import Region, placed
from engine.families.columns import columns_of, first_frames, silence_after, window_of, without_first
from engine.families.family import Continuing, Family
from engine.families.stopping import stopping
from engine.models.batch import Batch, most_at_once
from engine.models.contract import ModelCard, OnNote, OnStep
from engine.models.diffusion.going_on import FEWEST_COLUMNS, most_columns, pieces, told_of, windows_of
from engine.models.diffusion.latents import (
    around,
    brightened,
    generated,
    inpainted,
    looped,
    mixed,
    morphed,
    transformed,
)
from engine.models.diffusion.progress import Progress
from engine.models.diffusion.prompts import notes_of, sounding_seconds, told
from engine.models.diffusion.sampling import Sampling, begun
from engine.models.diffusion.shaping import shaped
from engine.take_form import edited_frames
from engine.tasks import Edit, Extend, Follows, Generate, Inpaint, Loop, Morph, Style, Transform, Upscale, Vary

EDITS = ("transform", "inpaint", "extend", "upscale", "loop", "morph")
UPSCALE_STRENGTH = 0.5
"""How much noise a dull sound is laid under where no row of its latents is a frequency: enough to lose how dull it was,
too little to lose what it is."""
_CONTEXT_COLUMNS = 8
"""Columns decoded before and after a loop, so that both its ends are heard as if it went round."""


class DiffusionModel:
    """A family under a name."""

    def __init__(self, name: str, family: Family) -> None:
        self._family = family
        self._batch = Batch(None)
        facts = family.card
        self.card = ModelCard(
            name=name,
            family=facts.family,
            rate_hz=facts.rate_hz,
            channels=facts.channels,
            shortest_seconds=facts.frames_per_column / facts.rate_hz,
            longest_seconds=facts.longest_seconds,
            weights=facts.weights,
            precision=facts.precision,
            device=facts.device,
            threads=facts.threads,
            edits=EDITS,
            goes_on=_goes_on(family),
        )

    @property
    def networks(self) -> tuple[nn.Module, ...]:
        """All that computes."""
        return self._family.networks

    def together(self, batch: Batch) -> "DiffusionModel":
        """The same model for one call, which on a GPU samples for the batch's takes that follow as well."""
        beside = copy.copy(self)
        beside._batch = batch
        return beside

    def generate(self, task: Generate, seed: int, on_step: OnStep, on_note: OnNote) -> Iterator[Samples]:
        """Blocks of new sound; raises `RangeError` for a longer one than the model makes.

        Of one that goes on for longer than its network hears, each part is given before the next is sampled; after one
        that is over sooner lies silence.
        """
        style = Style(
            prompt=task.prompt,
            negative=task.negative,
            steps=task.steps,
            guidance=task.guidance,
            controls=task.controls,
        )
        frames = frames_of(task.seconds, self.card.rate_hz)
        notes = notes_of(self.card.name, self._family.card, style)
        making = _Making(style, notes, frames, seed, on_step, on_note)
        sounding = sounding_seconds(self._family, task.prompt, task.controls, task.seconds)
        most = frames_of(self.card.longest_seconds, self.card.rate_hz)
        if self.card.goes_on and frames > most + 1 and sounding > self.card.longest_seconds:
            return self._gone_on(making)
        columns = self._window(min(frames, most))
        made = self._made(making, lambda sampling: generated(told_of(sampling, sounding), columns))
        return shaped(made, self._family.card, task.controls)

    def vary(self, task: Vary, source: Audio, seed: int, on_step: OnStep, on_note: OnNote) -> Iterator[Samples]:
        """Blocks of a sound like the source; `amount` 0 is the model's own reconstruction."""
        style = Style(prompt=task.prompt)
        return self.edit(Transform(strength=task.amount, style=style), (source,), seed, on_step, on_note)

    def edit(
        self, task: Edit, sources: tuple[Audio, ...], seed: int, on_step: OnStep, on_note: OnNote
    ) -> Iterator[Samples]:
        """Blocks of an edit, as long as `Editor` says."""
        frames = edited_frames(task, sources, self.card.rate_hz)
        to = task.to if isinstance(task, Morph) else ""
        notes = notes_of(self.card.name, self._family.card, task.style, to)
        making = _Making(task.style, notes, frames, seed, on_step, on_note)
        match task:
            case Transform(strength=strength):
                return self._made(making, lambda sampling: transformed(sampling, self._heard(sources[0]), strength))
            case Inpaint(regions=spans):
                return self._filled(making, sources[0], placed(spans, sources[0]), task.thorough, task.follows)
            case Extend(side=side):
                return self._extended(making, sources[0], side)
            case Upscale(cutoff_hz=cutoff_hz):
                return self._made(making, lambda sampling: self._brightened(sampling, sources[0], cutoff_hz))
            case Loop():
                return self._looped(making, sources)
            case Morph():
                return self._made(making, lambda sampling: self._between(sampling, task, sources))

    def _brightened(self, sampling: Sampling, source: Audio, cutoff_hz: float | None) -> Tensor:
        """Where rows are frequencies those above the cutoff are made anew; elsewhere all of it, near to the source."""
        assert cutoff_hz is not None, "the cutoff is found before anything is generated"
        heard, known_rows = self._heard(source), self._family.rows_below(cutoff_hz)
        if known_rows is None:
            return transformed(sampling, heard, UPSCALE_STRENGTH)
        return brightened(sampling, heard, known_rows)

    def _filled(
        self, making: "_Making", source: Audio, opened: tuple[Region, ...], thorough: bool = False,
        follows: Follows = "around",
    ) -> Iterator[Samples]:  # fmt: skip
        def latents(sampling: Sampling) -> Tensor:
            return inpainted(sampling, self._heard(source), self._mask(source.frames, opened), thorough, follows)

        return self._made(making, latents)

    def _extended(self, making: "_Making", source: Audio, side: str) -> Iterator[Samples]:
        """What is added is a region of a source that has silence there."""
        added = making.frames - source.frames
        first = {"end": 0, "start": added, "both": added // 2}[side]
        whole = np.zeros((making.frames, source.channels), np.float32)
        whole[first : first + source.frames] = source.samples
        sides = (Region(0, first), Region(first + source.frames, making.frames))
        opened = tuple(region for region in sides if region.frames)
        return self._filled(making, Audio(whole, source.rate_hz), opened)

    def _looped(self, making: "_Making", sources: tuple[Audio, ...]) -> Iterator[Samples]:
        hop, loop_frames = self._family.card.frames_per_column, making.frames - _fade_frames(self.card.rate_hz)
        columns = self._columns(loop_frames)

        def latents(sampling: Sampling) -> Tensor:
            source = self._heard(_as_long(sources[0], columns * hop))[:, :, :columns] if sources else None
            ring = looped(sampling, columns, source)
            return around(ring, _CONTEXT_COLUMNS, _CONTEXT_COLUMNS + self._columns(making.frames - loop_frames))

        return self._made(making, latents, skipped=_CONTEXT_COLUMNS * hop)

    def _between(self, sampling: Sampling, task: Morph, sources: tuple[Audio, ...]) -> Tensor:
        heard = [self._heard(_as_long(source, sources[0].frames)) for source in sources]
        condition = sampling.condition
        if task.to:
            toward = told(self._family, task.to, task.style, condition.seconds)
            condition = mixed(condition, toward, task.amount)
        second = heard[1] if len(heard) > 1 else None
        return morphed(replace(sampling, condition=condition), heard[0], second, task.amount)

    def _made(self, making: "_Making", latents_of: Callable[[Sampling], Tensor], skipped: int = 0) -> Iterator[Samples]:
        """Blocks of the sound of latents, without the first frames that are `skipped`, and silence where they end."""
        progress = Progress(making.on_step)
        with torch.inference_mode(), stopping(self._family.networks, progress.again):
            latents = self._latents(making, latents_of, progress)
            progress.decoding()
            sound = without_first(first_frames(self._family.decode(latents), skipped + making.frames), skipped)
            for block in silence_after(sound, making.frames):
                yield block
                progress.decoding()
            progress.over()

    def _gone_on(self, making: "_Making") -> Iterator[Samples]:
        """Blocks of a sound in windows; takes that follow aren't sampled beside it."""
        family, facts, columns = self._family, self._family.card, self._columns(making.frames)
        assert isinstance(family, Continuing), "the card says so"
        most = most_columns(facts, self.card.longest_seconds)
        windows = windows_of(columns, most)
        progress = Progress(making.on_step, len(windows))
        window_seconds = most * facts.frames_per_column / facts.rate_hz
        last_seconds = (making.frames - windows[-1].window.start_frame * facts.frames_per_column) / facts.rate_hz
        with torch.inference_mode(), stopping(family.networks, progress.again):
            sampling = begun(family, making.style, window_seconds, making.seed, progress)
            for note in (*making.notes, *sampling.condition.notes):
                making.on_note(note)
            latents = pieces(sampling, windows, told_of(sampling, last_seconds))
            for block in first_frames(family.decode_pieces(latents, columns), making.frames):
                progress.decoding()
                yield block
            progress.over()

    def _latents(self, making: "_Making", latents_of: Callable[[Sampling], Tensor], progress: Progress) -> Tensor:
        """One take's, sampled now or beside one before it."""
        sampled = self._batch.taken(making.seed)
        if sampled is None:
            self._sample(making, latents_of, progress)
            sampled = self._batch.taken(making.seed)
        latents: Tensor = sampled.latents
        progress.sampled(sampled.evaluations)
        return latents

    def _sample(self, making: "_Making", latents_of: Callable[[Sampling], Tensor], progress: Progress) -> None:
        """Put into the batch what comes out for this take, and for those after it that are sampled beside it."""
        sampling = begun(self._family, making.style, making.frames / self.card.rate_hz, making.seed, progress)
        for note in (*making.notes, *sampling.condition.notes):
            making.on_note(note)
        seeds, rows = self._rows(making, sampling, latents_of)
        self._batch.keep(seeds, [_Sampled(latents, progress.evaluations) for latents in torch.split(rows, 1)])

    def _rows(
        self, making: "_Making", sampling: Sampling, latents_of: Callable[[Sampling], Tensor]
    ) -> tuple[tuple[int, ...], Tensor]:
        """Seeds and a row for each, as many as memory has room for."""
        seconds = self._window(making.frames) * self._family.card.frames_per_column / self.card.rate_hz
        most = most_at_once(self.card.device, seconds)
        while len(seeds := self._batch.seeds(making.seed, most)) > 1:
            try:
                return seeds, latents_of(replace(sampling, generators=generators_of(seeds)))
            except torch.OutOfMemoryError:
                self._batch.halve(len(seeds))
        return seeds, latents_of(sampling)

    def _columns(self, frames: int) -> int:
        return columns_of(frames, self._family.card)

    def _window(self, frames: int) -> int:
        return window_of(frames, self._family.card)

    def _heard(self, source: Audio) -> Tensor:
        return self._family.encode(source.samples)

    def _mask(self, frames: int, opened: tuple[Region, ...]) -> Tensor:
        """True (1, 1, columns) for every column that a region has a frame of."""
        hop, card = self._family.card.frames_per_column, self._family.card
        mask = torch.zeros(1, 1, self._window(frames), dtype=torch.bool, device=card.device)
        for region in opened:
            mask[..., region.start_frame // hop : -(-region.end_frame // hop)] = True
        return mask


@dataclass(frozen=True, slots=True)
class _Making:
    """A request beside its sources: the words, what is to be said of them, frames that are due, seed, whom to tell."""

    style: Style
    notes: tuple[str, ...]
    frames: int
    seed: int
    on_step: OnStep
    on_note: OnNote


@dataclass(frozen=True, slots=True, eq=False)
class _Sampled:
    """One take's latents (1, channels, columns, ...), and how many evaluations of the network were told of them."""

    latents: Tensor
    evaluations: int


def _goes_on(family: Family) -> bool:
    """Whether it can be told what it goes on from, and has room for that."""
    card = family.card
    room = most_columns(card, card.longest_seconds) >= FEWEST_COLUMNS
    return card.inpaints and room and isinstance(family, Continuing)


def _fade_frames(rate_hz: int) -> int:
    return frames_of(FADE_SECONDS, rate_hz)


def _as_long(source: Audio, frames: int) -> Audio:
    return Audio(exactly(source.samples, frames), source.rate_hz)
