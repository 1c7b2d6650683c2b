"""Sound and models. This is the only door for `bridge`; importing it never imports torch."""

from engine.audio import Audio, Samples, at_rate, exactly, frames_of, with_channels
from engine.engine import Engine
from engine.errors import (
    AudioFileError,
    BusyError,
    Cancelled,
    MissingError,
    ModelError,
    PromptError,
    RangeError,
    WarmtoneError,
    WorkerError,
)
from engine.jobs import (
    EngineEvent,
    Job,
    JobCancelled,
    JobEvent,
    JobFailed,
    JobFinished,
    JobNoted,
    JobProgressed,
    JobQueued,
    JobStarted,
    ModelChanged,
    TakeRendered,
    TakeStarted,
)
from engine.learning import compare_sounds, evaluate_vae, examine_judge, train_judge, train_vae
from engine.machine import Machine, look_at_machine
from engine.models.catalogue import DEFAULT_MODEL, catalogue
from engine.models.contract import Loader, Model, ModelCard
from engine.process import end_with_parent, start_process
from engine.take_memory import TakeMemory, TakeShape, attach_take_memory, create_take_memory
from engine.tasks import Generate, Task, Vary

__all__ = [
    "DEFAULT_MODEL",
    "Audio",
    "AudioFileError",
    "BusyError",
    "Cancelled",
    "Engine",
    "EngineEvent",
    "Generate",
    "Job",
    "JobCancelled",
    "JobEvent",
    "JobFailed",
    "JobFinished",
    "JobNoted",
    "JobProgressed",
    "JobQueued",
    "JobStarted",
    "Loader",
    "Machine",
    "MissingError",
    "Model",
    "ModelCard",
    "ModelChanged",
    "ModelError",
    "PromptError",
    "RangeError",
    "Samples",
    "TakeMemory",
    "TakeRendered",
    "TakeShape",
    "TakeStarted",
    "Task",
    "Vary",
    "WarmtoneError",
    "WorkerError",
    "at_rate",
    "attach_take_memory",
    "catalogue",
    "compare_sounds",
    "create_take_memory",
    "end_with_parent",
    "evaluate_vae",
    "exactly",
    "examine_judge",
    "frames_of",
    "look_at_machine",
    "start_process",
    "train_judge",
    "train_vae",
    "with_channels",
]
