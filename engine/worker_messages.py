"""What the engine and its worker process say to each other over their pipe, as frozen values."""

from dataclasses import dataclass, field

from engine.models.batch import BatchPlace
from engine.models.contract import Loader, ModelCard
from engine.placing import NotPlaced, Placed, PlaceSound, PlaceWords
from engine.take_memory import TakeShape
from engine.tasks import Task


@dataclass(frozen=True, slots=True)
class Load:
    """Load a model, try it out and keep it warm."""

    model: str


@dataclass(frozen=True, slots=True)
class Unload:
    model: str


@dataclass(frozen=True, slots=True)
class Render:
    """Make one take into `target`; `render` numbers it.

    `following` are the seeds of takes of the same job that will be asked for next, with all else the same.
    """

    render: int
    model: str
    task: Task
    seed: int
    target: TakeShape
    sources: tuple[TakeShape, ...]
    job: int = 0
    following: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Cancel:
    """Stop that render at its next step; one that is over already is not an error."""

    render: int


@dataclass(frozen=True, slots=True)
class ReportModules:
    """Answer with `Modules`: a test asks what the running process has imported."""


@dataclass(frozen=True, slots=True)
class ShareCores:
    """Compute with one thread from now on, also in the middle of a take, or with as many as before; no answer."""

    shared: bool


@dataclass(frozen=True, slots=True)
class Know:
    """More loaders by name; no answer."""

    loaders: dict[str, Loader]


Work = Load | Unload | Render | PlaceSound | PlaceWords | ReportModules
Command = Work | Cancel | ShareCores | Know


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model is warm; `added_bytes` of resident memory came with it and what it runs on, 0 where nobody tells."""

    card: ModelCard
    seconds: float
    added_bytes: int = 0


@dataclass(frozen=True, slots=True)
class LoadFailed:
    model: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Unloaded:
    model: str


@dataclass(frozen=True, slots=True)
class Stepped:
    """Steps done of steps in all, and the frames of the take that have been made so far."""

    render: int
    done: int
    total: int
    ready: int = 0


@dataclass(frozen=True, slots=True)
class Noted:
    render: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Rendered:
    render: int
    place: BatchPlace = field(default_factory=BatchPlace)


@dataclass(frozen=True, slots=True)
class RenderFailed:
    render: int
    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class RenderCancelled:
    render: int


@dataclass(frozen=True, slots=True)
class Modules:
    names: tuple[str, ...]


RenderReport = Stepped | Noted | Rendered | RenderFailed | RenderCancelled
Report = Loaded | LoadFailed | Unloaded | RenderReport | Placed | NotPlaced | Modules
