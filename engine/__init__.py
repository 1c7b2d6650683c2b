"""Sound and models. This is the only door for `bridge`; importing it never imports torch."""

from engine import tasks
from engine.audio import Audio, Samples, at_rate, exactly, frames_of, with_channels
from engine.editing.keeping import Kept, kept_of
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
from engine.judging_ember import evaluate_ember, evaluate_words, sweep_ember
from engine.learning import (
    code,
    compare_sounds,
    evaluate_vae,
    examine_judge,
    measure_codec,
    model_folder,
    pack_clips,
    ship_codec,
    train_codec,
    train_judge,
    train_vae,
    try_model,
)
from engine.learning_ember import cache_latents, ship_ember, ship_words, train_ember, train_words
from engine.live.contract import RATE_HZ as LIVE_RATE_HZ
from engine.live.contract import InstrumentCard, Knob
from engine.live.converter import DELAY_SECONDS as CONVERTER_DELAY_SECONDS
from engine.live.converter import aliasing_db
from engine.live.instruments import DEFAULT_INSTRUMENT, InstrumentLoader, instruments
from engine.live.live import Live
from engine.live.live_memory import LiveFigures
from engine.live.messages import LiveBroken, LiveEvent, LiveLost, LiveNotRealtime, LivePlaying
from engine.live.ring import RingReader
from engine.live.ring_memory import HIGHEST_RATE_HZ as HIGHEST_LIVE_RATE_HZ
from engine.live.ring_memory import LONGEST_HOPS as LONGEST_RING_HOPS
from engine.live.ring_memory import RingMemory, attach_ring
from engine.machine import Machine, look_at_machine
from engine.measuring import measure_inpainting, time_codec, time_edits, time_equal_error, time_small_model
from engine.memory import machine_bytes, resident_bytes
from engine.models.batch import BatchPlace
from engine.models.catalogue import DEFAULT_MODEL, catalogue, folder_loaders
from engine.models.contract import Loader, Model, ModelCard
from engine.models.ear.ranking import best_first, spread
from engine.models.ear.shipped import shipped_ear
from engine.models.words.controls import Controls
from engine.placing import GAVE_WAY, HEARD_SECONDS, NOT_AT_HAND, EarLoader, NotPlaced, Placed, Point
from engine.process import end_with_parent, start_process
from engine.realtime import ask_realtime
from engine.take_memory import TakeMemory, TakeShape, attach_take_memory, create_take_memory
from engine.tasks import Generate, Task, Vary
from engine.training.codec.wish import Wish
from engine.training.wish import Wish as RunWish
from engine.watchdog import Patience

__all__ = [
    "CONVERTER_DELAY_SECONDS",
    "DEFAULT_INSTRUMENT",
    "DEFAULT_MODEL",
    "GAVE_WAY",
    "HEARD_SECONDS",
    "HIGHEST_LIVE_RATE_HZ",
    "LIVE_RATE_HZ",
    "LONGEST_RING_HOPS",
    "NOT_AT_HAND",
    "Audio",
    "AudioFileError",
    "BatchPlace",
    "BusyError",
    "Cancelled",
    "Controls",
    "EarLoader",
    "Engine",
    "EngineEvent",
    "Generate",
    "InstrumentCard",
    "InstrumentLoader",
    "Job",
    "JobCancelled",
    "JobEvent",
    "JobFailed",
    "JobFinished",
    "JobNoted",
    "JobProgressed",
    "JobQueued",
    "JobStarted",
    "Kept",
    "Knob",
    "Live",
    "LiveBroken",
    "LiveEvent",
    "LiveFigures",
    "LiveLost",
    "LiveNotRealtime",
    "LivePlaying",
    "Loader",
    "Machine",
    "MissingError",
    "Model",
    "ModelCard",
    "ModelChanged",
    "ModelError",
    "NotPlaced",
    "Patience",
    "Placed",
    "Point",
    "PromptError",
    "RangeError",
    "RingMemory",
    "RingReader",
    "RunWish",
    "Samples",
    "TakeMemory",
    "TakeRendered",
    "TakeShape",
    "TakeStarted",
    "Task",
    "Vary",
    "WarmtoneError",
    "Wish",
    "WorkerError",
    "aliasing_db",
    "ask_realtime",
    "at_rate",
    "attach_ring",
    "attach_take_memory",
    "best_first",
    "cache_latents",
    "catalogue",
    "code",
    "compare_sounds",
    "create_take_memory",
    "end_with_parent",
    "evaluate_ember",
    "evaluate_vae",
    "evaluate_words",
    "exactly",
    "examine_judge",
    "folder_loaders",
    "frames_of",
    "instruments",
    "kept_of",
    "look_at_machine",
    "machine_bytes",
    "measure_codec",
    "measure_inpainting",
    "model_folder",
    "pack_clips",
    "resident_bytes",
    "ship_codec",
    "ship_ember",
    "ship_words",
    "shipped_ear",
    "spread",
    "start_process",
    "sweep_ember",
    "tasks",
    "time_codec",
    "time_edits",
    "time_equal_error",
    "time_small_model",
    "train_codec",
    "train_ember",
    "train_judge",
    "train_vae",
    "train_words",
    "try_model",
    "with_channels",
]
