"""The speaker: takes become sound on the card, in a process of its own.

`Speaker` is the bridge's handle; everything else here runs in the process behind it.
"""

from bridge.speaker.figures import SpeakerFigures
from bridge.speaker.messages import (
    DEFAULT_FADE_SECONDS,
    MOST_VOICES,
    SILENT_DEVICE,
    Ended,
    Lost,
    NoDevice,
    NotRealtime,
    Opened,
    OtherRate,
    PlayLive,
    PlayVoice,
    Refused,
    SpeakerEvent,
    SpeakerSettings,
    Started,
)
from bridge.speaker.speaker import Speaker

__all__ = [
    "DEFAULT_FADE_SECONDS",
    "MOST_VOICES",
    "SILENT_DEVICE",
    "Ended",
    "Lost",
    "NoDevice",
    "NotRealtime",
    "Opened",
    "OtherRate",
    "PlayLive",
    "PlayVoice",
    "Refused",
    "Speaker",
    "SpeakerEvent",
    "SpeakerFigures",
    "SpeakerSettings",
    "Started",
]
