"""What the bridge and the speaker's process say to each other, as frozen values.

The speaker's clock counts frames at the device's rate from a moment before the speaker was started. It goes on by the
wall clock while no device is open, so that a frame on it stays a moment in time when the process is replaced.
"""

from dataclasses import dataclass

from engine import TakeShape

SILENT_DEVICE = "silent"
"""The name of the device that ships as a fake: it keeps time like a card and plays to nobody."""
DEFAULT_FADE_SECONDS = 0.01
MOST_VOICES = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerSettings:
    """Which card to open and how; `None` and 0 leave the choice to the system.

    `device` is a card's number, its name or a part of it, or "silent". `block_frames` is how much is asked for at once.
    At most `channels` channels are opened. A callback older than `patience_seconds` means that the card is gone.
    """

    device: str | int | None = None
    block_frames: int = 0
    channels: int = 2
    patience_seconds: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayVoice:
    """Play a take, whole or still growing, from one of its frames.

    `voice` is a number that the bridge chooses. `at_frame` is a frame of the speaker's clock; 0, or one that has
    passed, is at once. `gain` 1 leaves the samples as they are. `pair` 0 is channels 1 and 2, 1 is 3 and 4, and so on.
    """

    voice: int
    take: TakeShape
    from_frame: int = 0
    at_frame: int = 0
    loop: bool = False
    gain: float = 1.0
    pair: int = 0


@dataclass(frozen=True, slots=True)
class StopVoice:
    """Fade a voice out and end it."""

    voice: int
    fade_seconds: float


@dataclass(frozen=True, slots=True)
class SetGain:
    voice: int
    gain: float


@dataclass(frozen=True, slots=True)
class SetVolume:
    """The level of everything; 1 leaves the samples as they are."""

    level: float


@dataclass(frozen=True, slots=True)
class StopAll:
    """Fade everything out: the ring, and every voice, those that wait for their frame included."""

    fade_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayLive:
    """Play what comes through a ring, from now on until `StopLive`; sent again, it moves to that gain.

    `ring` is the name of its memory. `gain` 1 leaves the samples as they are. `pair` 0 is channels 1 and 2.
    """

    ring: str
    gain: float = 1.0
    pair: int = 0


@dataclass(frozen=True, slots=True)
class StopLive:
    """Fade the ring out, and read it no more."""

    fade_seconds: float


@dataclass(frozen=True, slots=True)
class Close:
    """Fade everything out, then end the process."""


@dataclass(frozen=True, slots=True)
class ReportModules:
    """Answer with `Modules`: a test asks what the running process has imported."""


Command = PlayVoice | StopVoice | SetGain | SetVolume | StopAll | PlayLive | StopLive | Close | ReportModules


@dataclass(frozen=True, slots=True)
class Opened:
    """A card is open and asks for sound. `realtime` says whether the system schedules the speaker before others."""

    device: str
    rate_hz: int
    channels: int
    block_frames: int
    realtime: bool


@dataclass(frozen=True, slots=True)
class NoDevice:
    """No card could be opened; the speaker goes on looking. Said once, until the reason changes."""

    sentence: str


@dataclass(frozen=True, slots=True)
class NotRealtime:
    """The system gives the speaker no real-time scheduling."""

    sentence: str


@dataclass(frozen=True, slots=True)
class Started:
    """A voice's first frame was handed to the card, at this frame of the speaker's clock."""

    voice: int
    at_frame: int


@dataclass(frozen=True, slots=True)
class Ended:
    """A voice came to its end or was stopped; its memory is no longer in use."""

    voice: int


@dataclass(frozen=True, slots=True)
class Refused:
    """A voice that will not sound; its memory is no longer in use."""

    voice: int
    sentence: str


@dataclass(frozen=True, slots=True)
class OtherRate:
    """The card runs at another rate than this voice's take, whose memory is no longer in use.

    To go on with it, convert the take to `rate_hz` and play it again, as if it had sounded since `since_seconds` of
    the speaker's clock; None where it had not begun.
    """

    voice: int
    rate_hz: int
    since_seconds: float | None


@dataclass(frozen=True, slots=True)
class Lost:
    """The card or the process is gone; voices wait for its return, where the wall clock will have taken them."""

    sentence: str


@dataclass(frozen=True, slots=True)
class Modules:
    """The names of all modules in the speaker's process."""

    names: tuple[str, ...]


SpeakerEvent = Opened | NoDevice | NotRealtime | Started | Ended | Refused | OtherRate | Lost | Modules
