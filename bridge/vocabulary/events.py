"""All that Warmtone answers: one frozen dataclass an event, whose docstring shows its wire form."""

from bridge.vocabulary.engine_events import Greeted, ModelState, Pong, SoundState, Status, Subscribed
from bridge.vocabulary.job_events import (
    Cancelled,
    Done,
    Error,
    Failed,
    FileWritten,
    Note,
    Progress,
    Queued,
    Ranked,
    Started,
    TakeMade,
)
from bridge.vocabulary.live_events import KnobState, LivePlaying, LiveStopped
from bridge.vocabulary.take_events import TakeDeleted, TakeEnded, TakeInfo, TakeList, TakePlaying, TakesFound

Event = (
    Queued
    | Started
    | Progress
    | Note
    | TakeMade
    | FileWritten
    | Done
    | Ranked
    | Failed
    | Cancelled
    | Error
    | TakeInfo
    | TakeList
    | TakesFound
    | TakeDeleted
    | TakePlaying
    | TakeEnded
    | LivePlaying
    | LiveStopped
    | KnobState
    | Greeted
    | Subscribed
    | Pong
    | ModelState
    | SoundState
    | Status
)


__all__ = [
    "Cancelled",
    "Done",
    "Error",
    "Event",
    "Failed",
    "FileWritten",
    "Greeted",
    "KnobState",
    "LivePlaying",
    "LiveStopped",
    "ModelState",
    "Note",
    "Pong",
    "Progress",
    "Queued",
    "Ranked",
    "SoundState",
    "Started",
    "Status",
    "Subscribed",
    "TakeDeleted",
    "TakeEnded",
    "TakeInfo",
    "TakeList",
    "TakeMade",
    "TakePlaying",
    "TakesFound",
]
