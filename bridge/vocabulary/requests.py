"""All that a person can ask for: one frozen dataclass a verb, whose docstring shows its wire form."""

from bridge.vocabulary.edit_requests import Extend, Inpaint, Loop, Morph, Transform, Upscale
from bridge.vocabulary.engine_requests import (
    AskModels,
    AskStatus,
    Hello,
    LoadModel,
    Panic,
    Ping,
    SetVolume,
    Subscribe,
    UnloadModel,
)
from bridge.vocabulary.job_requests import Cancel, Generate, ImportTake, RecallTake, Vary
from bridge.vocabulary.live_requests import (
    ChangeSource,
    ListKnobs,
    SetLiveGain,
    StartLive,
    StopLive,
    TurnKnob,
    TurnKnobs,
)
from bridge.vocabulary.take_requests import (
    DeleteTake,
    ExportTakes,
    FindTakes,
    InfoTake,
    ListTakes,
    NameTake,
    PlayTake,
    StarTake,
    StopTake,
)

Request = (
    Generate
    | Vary
    | Transform
    | Inpaint
    | Extend
    | Upscale
    | Loop
    | Morph
    | Cancel
    | PlayTake
    | StopTake
    | StarTake
    | NameTake
    | DeleteTake
    | InfoTake
    | ListTakes
    | FindTakes
    | ImportTake
    | ExportTakes
    | RecallTake
    | StartLive
    | StopLive
    | ChangeSource
    | SetLiveGain
    | TurnKnob
    | TurnKnobs
    | ListKnobs
    | Hello
    | Subscribe
    | Ping
    | AskStatus
    | AskModels
    | LoadModel
    | UnloadModel
    | SetVolume
    | Panic
)


__all__ = [
    "AskModels",
    "AskStatus",
    "Cancel",
    "ChangeSource",
    "DeleteTake",
    "ExportTakes",
    "Extend",
    "FindTakes",
    "Generate",
    "Hello",
    "ImportTake",
    "InfoTake",
    "Inpaint",
    "ListKnobs",
    "ListTakes",
    "LoadModel",
    "Loop",
    "Morph",
    "NameTake",
    "Panic",
    "Ping",
    "PlayTake",
    "RecallTake",
    "Request",
    "SetLiveGain",
    "SetVolume",
    "StarTake",
    "StartLive",
    "StopLive",
    "StopTake",
    "Subscribe",
    "Transform",
    "TurnKnob",
    "TurnKnobs",
    "UnloadModel",
    "Upscale",
    "Vary",
]
