"""A latent diffusion model of any family: `generate`, `vary` and every edit.

Called on the worker's only thread. Nothing is kept between calls; every call has a generator of its own. Takes of a job
that are sampled together have one each, so that a batch is as its takes are alone, and are decoded one after the other.
"""

import copy
from collections.abc import Iterator
from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn

from engine.audio import Audio, Samples, frames_of
from engine.diffusion.noise import generators_of
from engine.families.columns import columns_of, first_frames, silence_after, window_of, without_first
from engine.families.family import Continuing, Family
from engine.families.stopping import stopping
from engine.models.batch import Batch, most_at_once
from engine.models.contract import ModelCard, OnNote, OnStep
from engine.models.diffusion.edits import LatentsOf, edited
from engine.models.diffusion.going_on import FEWEST_COLUMNS, most_columns, pieces, told_of, windows_of
from engine.models.diffusion.latents import generated
from engine.models.diffusion.progress import Progress
from engine.models.diffusion.prompts import notes_of, sounding_seconds
from engine.models.diffusion.sampling import Sampling, begun
from engine.models.diffusion.shaping import shaped
from engine.take_form import edited_frames
from engine.tasks import Edit, Generate, Morph, Style, Transform, Vary

EDITS = ("transform", "inpaint", "extend", "upscale", "loop", "morph")


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
        made = edited(self._family, task, sources, frames, self.card.longest_seconds)
        making = _Making(task.style, notes, frames, seed, on_step, on_note, made.windows)
        return self._made(making, made.latents_of, made.skipped)

    def _made(self, making: "_Making", latents_of: LatentsOf, skipped: int = 0) -> Iterator[Samples]:
        """Blocks of the sound of latents, without the first frames that are `skipped`, and silence where they end."""
        progress = Progress(making.on_step, making.windows)
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
        family, facts, columns = self._family, self._family.card, columns_of(making.frames, self._family.card)
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

    def _latents(self, making: "_Making", latents_of: LatentsOf, progress: Progress) -> Tensor:
        """One take's, sampled now or beside one before it."""
        sampled = self._batch.taken(making.seed)
        if sampled is None:
            self._sample(making, latents_of, progress)
            sampled = self._batch.taken(making.seed)
        latents: Tensor = sampled.latents
        progress.sampled(sampled.evaluations)
        return latents

    def _sample(self, making: "_Making", latents_of: LatentsOf, progress: Progress) -> None:
        """Put into the batch what comes out for this take, and for those after it that are sampled beside it."""
        sampling = begun(self._family, making.style, making.frames / self.card.rate_hz, making.seed, progress)
        for note in (*making.notes, *sampling.condition.notes):
            making.on_note(note)
        seeds, rows = self._rows(making, sampling, latents_of)
        self._batch.keep(seeds, [_Sampled(latents, progress.evaluations) for latents in torch.split(rows, 1)])

    def _rows(self, making: "_Making", sampling: Sampling, latents_of: LatentsOf) -> tuple[tuple[int, ...], Tensor]:
        """Seeds and a row for each, as many as memory has room for."""
        seconds = self._window(making.frames) * self._family.card.frames_per_column / self.card.rate_hz
        most = most_at_once(self.card.device, seconds) if making.windows == 1 else 1
        while len(seeds := self._batch.seeds(making.seed, most)) > 1:
            try:
                return seeds, latents_of(replace(sampling, generators=generators_of(seeds)))
            except torch.OutOfMemoryError:
                self._batch.halve(len(seeds))
        return seeds, latents_of(sampling)

    def _window(self, frames: int) -> int:
        return window_of(frames, self._family.card)


@dataclass(frozen=True, slots=True)
class _Making:
    """A request beside its sources: the words, what is to be said of them, frames that are due, seed, whom to tell.

    What is sampled in several `windows` is sampled alone.
    """

    style: Style
    notes: tuple[str, ...]
    frames: int
    seed: int
    on_step: OnStep
    on_note: OnNote
    windows: int = 1


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
