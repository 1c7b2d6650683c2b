"""A small model that samples takes of a job together. It is built by name in the worker's process."""

import copy
from collections.abc import Iterator
from dataclasses import replace

from engine import Generate, Loader, Samples, frames_of
from engine.models.batch import Batch, most_at_once
from engine.models.contract import OnNote, OnStep
from tests.engine.fakes import CARD, Fake, in_blocks, noise, steady


class Together(Fake):
    """Noise of each seed; says with a note for which seeds it sampled."""

    _batch = Batch(None)

    def together(self, batch: Batch) -> "Together":
        beside = copy.copy(self)
        beside._batch = batch
        return beside

    def generate(self, task: Generate, seed: int, on_step: OnStep, on_note: OnNote) -> Iterator[Samples]:
        samples = self._batch.taken(seed)
        if samples is None:
            seeds = self._batch.seeds(seed, most_at_once(self.card.device, task.seconds))
            on_note(f"Sampled {' '.join(map(str, seeds))}.")
            frames = frames_of(task.seconds, self.card.rate_hz)
            self._batch.keep(seeds, [noise(frames, 1, each) for each in seeds])
            samples = self._batch.taken(seed)
        return in_blocks(samples, on_step)


def load_on_gpu() -> Together:
    return Together(replace(CARD, name="on-gpu", device="cuda"), steady)


def load_on_cpu() -> Together:
    return Together(replace(CARD, name="on-cpu"), steady)


LOADERS: dict[str, Loader] = {"on-gpu": load_on_gpu, "on-cpu": load_on_cpu}
