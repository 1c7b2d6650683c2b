"""All that a person can ask for: one frozen dataclass a verb, whose docstring shows its wire form."""

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
    "FindTakes",
    "Generate",
    "Hello",
    "ImportTake",
    "InfoTake",
    "ListKnobs",
    "ListTakes",
    "LoadModel",
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
    "TurnKnob",
    "TurnKnobs",
    "UnloadModel",
    "Vary",
]
