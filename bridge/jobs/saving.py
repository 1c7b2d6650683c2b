"""From a take in memory to a take on disk, with its recipe.

Runs on the archive's thread; nothing of the job that is read here changes any more by then.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bridge.jobs.book import OpenJob, TakeInMaking
from bridge.jobs.recipes import recipe_of, task_of
from bridge.takes import Session, Take
from bridge.takes.wav_file import GENERATED_FORMAT, WIDE_FORMATS
from engine import Audio, Kept, MissingError, kept_of

BATCH_ROUNDING = 2e-5
"""How far samples of a take of a batch may be from those of the same take made alone, in float32."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A take whose file is whole, where that is, and what there is to say about it."""

    take: Take
    path: Path
    note: str = ""


def save_take(session: Session, job: OpenJob, growing: TakeInMaking) -> Saved:
    """Write a take of a job, in the format of its source if it has one; of a recall, say whether it came out equal."""
    assert job.request is not None
    assert job.card is not None
    memory = growing.resident.memory
    kept, lost = _kept(session, job)
    take = session.save(
        Audio(np.array(memory.samples), memory.shape.rate_hz),
        number=growing.number,
        prompt=job.request.prompt,
        name=job.source_take.name if job.source_take else "",
        sample_format=job.source_take.sample_format if job.source_take else GENERATED_FORMAT,
        recipe=recipe_of(job.request, job.card, growing.seed, growing.place),
        parent=job.source_take.number if job.source_take else None,
        kept=kept,
    )
    verdict = _verdict(session, take, job.recalled) if job.recalled else ""
    return Saved(take, session.path(take.number), " ".join(filter(None, (lost, verdict))))


def _kept(session: Session, job: OpenJob) -> tuple[tuple[Kept, ...], str]:
    """What is to be written from the source's file since shared memory has not all of its bits, and what is lost."""
    source = job.source_take
    if job.request is None or source is None or source.sample_format not in WIDE_FORMATS:
        return (), ""
    kept = kept_of(task_of(job.request), source)
    try:
        session.take(source.number)
    except MissingError:
        return (), f"Take {source.number} is gone by now: what stays of it has 24 bits." if kept else ""
    return kept, ""


def _verdict(session: Session, again: Take, before: Take) -> str:
    samples, samples_before = session.read(again.number).samples, session.read(before.number).samples
    if np.array_equal(samples, samples_before):
        return f"Take {again.number} equals take {before.number}, bit for bit."
    batched = before.recipe is not None and before.recipe.batch_takes > 1
    if batched and samples.shape == samples_before.shape and np.abs(samples - samples_before).max() <= BATCH_ROUNDING:
        return f"Take {again.number} equals take {before.number} up to a batch's rounding ({BATCH_ROUNDING:f})."
    return f"Take {again.number} is not equal to take {before.number}."
