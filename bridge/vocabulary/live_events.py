"""What is said of the live instrument and its knobs."""

from dataclasses import dataclass

from bridge.vocabulary.arguments import Kind, first, number, text, whole, word


@dataclass(frozen=True, slots=True)
class LivePlaying:
    """
    >>> from bridge.vocabulary import render
    >>> render(LivePlaying("sines", knobs=4))
    ('/live/playing', ['sines', 'knobs', 4])
    """

    source: str = first(Kind.WORD, "the instrument")
    knobs: int = whole("how many knobs it has; /knob/list tells them", 0)


@dataclass(frozen=True, slots=True)
class LiveStopped:
    """
    >>> from bridge.vocabulary import render
    >>> render(LiveStopped("sines"))
    ('/live/stopped', ['sines', 'says', ''])
    """

    source: str = first(Kind.WORD, "the instrument")
    says: str = text("why, where nobody asked for it")


@dataclass(frozen=True, slots=True)
class KnobState:
    """
    >>> from bridge.vocabulary import render
    >>> render(KnobState("bright", value=0.7, low=0.0, high=1.0, default=0.4, unit="", says="how bright it is"))[1][:4]
    ['bright', 'value', 0.7, 'low']
    """

    knob: str = first(Kind.WORD, "the knob")
    value: float = number("where it stands", 0.0)
    low: float = number("the lowest that it goes", 0.0)
    high: float = number("the highest that it goes", 0.0)
    default: float = number("where it stands at first", 0.0)
    unit: str = word("its unit, empty where it has none")
    says: str = text("what it does")
