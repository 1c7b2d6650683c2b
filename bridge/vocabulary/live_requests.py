"""Requests about the live instrument and its knobs."""

from dataclasses import dataclass

from bridge.vocabulary.arguments import LARGEST_NUMBER, Kind, first, flag, number, whole


@dataclass(frozen=True, slots=True)
class StartLive:
    """
    >>> from bridge.vocabulary import parse
    >>> parse("/live/start", ["noise", "gain", -6]).request
    StartLive(source='noise', gain=-6.0, output=1, ring=0.0)
    """

    source: str = first(Kind.WORD, "the instrument; without it the last one, or the first that there is", "")
    gain: float = number("level against the instrument's own", 0.0, -90.0, 12.0, "dB")
    output: int = whole("pair of the sound card's channels, 1 is the first two", 1, 1, 64)
    ring: float = number("what lies ready beyond the card's block, 0 for what the settings say", 0.0, 0.0, 32.0, "hops")


@dataclass(frozen=True, slots=True)
class StopLive:
    """
    >>> from bridge.vocabulary import parse
    >>> parse("/live/stop", []).request
    StopLive()
    """


@dataclass(frozen=True, slots=True)
class ChangeSource:
    """
    >>> from bridge.vocabulary import parse
    >>> parse("/live/source", ["noise"]).request
    ChangeSource(source='noise')
    """

    source: str = first(Kind.WORD, "the instrument that takes over")


@dataclass(frozen=True, slots=True)
class SetLiveGain:
    """
    >>> from bridge.vocabulary import parse
    >>> parse("/live/gain", [-6]).request
    SetLiveGain(gain=-6.0)
    """

    gain: float = first(Kind.NUMBER, "level against the instrument's own, in dB", low=-90, high=12)


@dataclass(frozen=True, slots=True)
class TurnKnob:
    """
    >>> from bridge.vocabulary import parse
    >>> parse("/knob", ["bright", 0.7]).request
    TurnKnob(knob='bright', value=0.7, tell=False)
    """

    knob: str = first(Kind.WORD, "the knob")
    value: float = first(
        Kind.NUMBER, "where to turn it; /knob/list tells its range", low=-LARGEST_NUMBER, high=LARGEST_NUMBER
    )
    tell: bool = flag("1 is answered with /knob")


@dataclass(frozen=True, slots=True)
class TurnKnobs:
    """
    >>> from bridge.vocabulary import parse
    >>> parse("/knobs", [220, 0.7]).request
    TurnKnobs(values=(220.0, 0.7))
    """

    values: tuple[float, ...] = first(Kind.NUMBERS, "where to turn the first knobs, in the order of /knob/list")


@dataclass(frozen=True, slots=True)
class ListKnobs:
    """
    >>> from bridge.vocabulary import parse
    >>> parse("/knob/list", []).request
    ListKnobs()
    """
