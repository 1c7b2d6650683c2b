"""A job: one request for one or several takes of one model, and what the engine says of it while it runs.

All values are frozen; the bridge tells its clients' jobs apart by the number that it gave them.
"""

from dataclasses import dataclass, field

from engine.errors import ModelError, RangeError
from engine.models.batch import BatchPlace
from engine.models.contract import LONGEST_SECONDS, ModelCard
from engine.placing import NotPlaced, Placed
from engine.take_form import TakeForm, check_sources, take_form
from engine.take_memory import TakeMemory, TakeShape
from engine.tasks import Edit, Generate, Loop, Task, name_of

_NAMES = {Generate: "sounds", Loop: "loops"}
"""What has a longest length, in the plural."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """`count` takes of one task. Take i is made with `seed + i`, so each can be made again alone.

    New sound is delivered at `rate_hz` with the model's channels, an edit in the form of its first source.
    """

    number: int
    model: str
    task: Task
    seed: int
    rate_hz: int
    count: int = 1
    sources: tuple[TakeShape, ...] = ()

    def __post_init__(self) -> None:
        check_sources(self.task, self.sources)

    @property
    def seconds(self) -> float:
        """The length of each take."""
        if isinstance(self.task, (Generate, Loop)):
            return self.task.seconds
        return self.form(1).seconds

    def form(self, channels: int) -> TakeForm:
        """The form of each take, made by a model with so many channels."""
        return take_form(self.task, self.sources, channels, self.rate_hz)


@dataclass(frozen=True, slots=True)
class JobQueued:
    """The job waits behind `ahead` others."""

    job: int
    ahead: int


@dataclass(frozen=True, slots=True)
class JobStarted:
    job: int
    card: ModelCard


@dataclass(frozen=True, slots=True)
class TakeStarted:
    """A take grows in `memory`, which from now on is the receiver's to unlink."""

    job: int
    index: int
    seed: int
    memory: TakeMemory


@dataclass(frozen=True, slots=True)
class JobProgressed:
    """Steps done of steps in all, over all takes of the job, and the seconds that the rest will take."""

    job: int
    done: int
    total: int
    seconds_left: float


@dataclass(frozen=True, slots=True)
class JobNoted:
    """Something that the person should read though the job goes on."""

    job: int
    sentence: str


@dataclass(frozen=True, slots=True)
class TakeRendered:
    """The take is complete in the memory that its `TakeStarted` brought; `place` says with how many it was sampled."""

    job: int
    index: int
    place: BatchPlace = field(default_factory=BatchPlace)


@dataclass(frozen=True, slots=True)
class JobFinished:
    job: int


@dataclass(frozen=True, slots=True)
class JobFailed:
    job: int
    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class JobCancelled:
    job: int


@dataclass(frozen=True, slots=True)
class ModelChanged:
    """A model is now `loading`, `ready`, `unloading`, `unloaded` or `failed`.

    The sentence says why it failed, or why it is let go where nobody asked for that.
    """

    name: str
    state: str
    card: ModelCard | None = None
    sentence: str = ""


JobEvent = (
    JobQueued
    | JobStarted
    | TakeStarted
    | JobProgressed
    | JobNoted
    | TakeRendered
    | JobFinished
    | JobFailed
    | JobCancelled
)
EngineEvent = JobEvent | ModelChanged | Placed | NotPlaced


def check_can(job: Job, card: ModelCard) -> None:
    """Raise `ModelError` unless the model can do what the job's task asks."""
    if isinstance(job.task, Edit) and name_of(job.task) not in card.edits:
        can = ", ".join(("generate", "vary", *card.edits))
        raise ModelError(f"{card.name} can't {name_of(job.task)}; it can {can}. Name another model with `model`.")


def check_length(job: Job, card: ModelCard) -> None:
    """Raise `RangeError` unless the model makes takes as long as the job's; a frame more or less is no matter.

    New sound that a model can't go on with is made at once, and a loop where nothing can lead back to its start; other
    edits are made in windows where they are longer than that.
    """
    frame_seconds = 1 / (job.sources[0].rate_hz if job.sources else job.rate_hz)
    shortest = card.shortest_seconds
    if isinstance(job.task, (Generate, Loop)):
        longest = _longest_seconds(job, card)
        if not shortest - frame_seconds <= job.seconds <= longest + frame_seconds:
            raise RangeError(
                f"{card.name} makes {_NAMES[type(job.task)]} of {shortest:g} to {longest:g} seconds; "
                f"{job.seconds:g} is not among them."
            )
    elif job.seconds < shortest - frame_seconds:
        raise RangeError(f"{card.name} edits sounds of {shortest:g} seconds or more; {job.seconds:g} is less.")


def _longest_seconds(job: Job, card: ModelCard) -> float:
    """The longest new sound, or loop: of a take it can be longer where its last second can be made anew."""
    if not isinstance(job.task, Loop):
        return card.longest_new_seconds
    if "inpaint" not in card.edits:
        return card.longest_seconds
    return max(card.longest_seconds, LONGEST_SECONDS) if job.sources else card.longest_new_seconds
