"""What the engine and the live worker's process say to each other, and what the bridge hears of it; frozen values."""

from dataclasses import dataclass

from engine.live.contract import InstrumentCard


@dataclass(frozen=True, slots=True)
class Play:
    """Play that instrument, whose values the knobs' memory holds under that number.

    One that plays already goes on, unless its number is another, or the card's rate. `ring_hops` lie ready beyond the
    card's block.
    """

    number: int
    instrument: str
    rate_hz: int
    ring_hops: float


@dataclass(frozen=True, slots=True)
class Rest:
    """Fade out, and wait."""


@dataclass(frozen=True, slots=True)
class ReportModules:
    """Answer with `Modules`: a test asks what the running process has imported."""


Command = Play | Rest | ReportModules


@dataclass(frozen=True, slots=True)
class Loaded:
    """The instrument with that number is there, and sounds from now on."""

    number: int
    card: InstrumentCard


@dataclass(frozen=True, slots=True)
class Broken:
    """The instrument with that number can't be loaded, or not played any more; the worker rests."""

    number: int
    sentence: str


@dataclass(frozen=True, slots=True)
class NotRealtime:
    """The system gives the live worker no real-time scheduling."""

    sentence: str


@dataclass(frozen=True, slots=True)
class Modules:
    """The names of all modules in the process."""

    names: tuple[str, ...]


Report = Loaded | Broken | NotRealtime | Modules


@dataclass(frozen=True, slots=True)
class LivePlaying:
    """An instrument sounds, with its knobs where it puts them first."""

    card: InstrumentCard


@dataclass(frozen=True, slots=True)
class LiveBroken:
    """The instrument can't be played, and nothing is any more."""

    instrument: str
    sentence: str


@dataclass(frozen=True, slots=True)
class LiveLost:
    """The live worker died or hung; another one takes its place, with the same knobs."""

    sentence: str


@dataclass(frozen=True, slots=True)
class LiveNotRealtime:
    """The live worker runs without real-time scheduling, and how to get it."""

    sentence: str


LiveEvent = LivePlaying | LiveBroken | LiveLost | LiveNotRealtime
