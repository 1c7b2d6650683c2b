"""Requests that make takes from takes by words."""

from dataclasses import dataclass

from bridge.vocabulary.arguments import choice, flag, number, spans, text, whole
from bridge.vocabulary.told import Told


@dataclass(frozen=True, slots=True)
class Transform(Told):
    """
    >>> from bridge.vocabulary import parse
    >>> request = parse("/transform", ["b", "take", 12, "strength", 0.7, "prompt", "glass", "door"]).request
    >>> request.take, request.strength, request.prompt
    (12, 0.7, 'glass door')
    """

    take: int = whole("the take to transform", low=1)
    strength: float = number("0 copies it, 1 keeps its length only", 0.5)


@dataclass(frozen=True, slots=True)
class Inpaint(Told):
    """
    >>> from bridge.vocabulary import parse
    >>> request = parse("/inpaint", ["b", "take", 12, "region", 0.5, 0.75, "region", 2, 2.5, "prompt", "creak"]).request
    >>> request.take, request.region, request.thorough
    (12, ((0.5, 0.75), (2.0, 2.5)), False)
    """

    take: int = whole("the take of which regions are made anew; elsewhere it stays bit for bit", low=1)
    region: tuple[tuple[float, float], ...] = spans("from where to where")
    thorough: bool = flag("1 takes the slower and better way where the model has one")
    follows: str = choice(
        "whether a region becomes like what is around it, or what the words say, however unlike; words, where a prompt "
        "is given that isn't the take's own",
        "either",
        "around",
        "words",
    )


@dataclass(frozen=True, slots=True)
class Extend(Told):
    """
    >>> from bridge.vocabulary import parse
    >>> request = parse("/extend", ["b", "take", 12, "seconds", 3, "side", "both"]).request
    >>> request.take, request.seconds, request.side
    (12, 3.0, 'both')
    """

    take: int = whole("the take that goes on; it stays bit for bit", low=1)
    seconds: float = number("how much is added, on each side", 1.0, 0.05, 600.0, "s")
    side: str = choice("where it is added", "end", "start", "both")


@dataclass(frozen=True, slots=True)
class Upscale(Told):
    """
    >>> from bridge.vocabulary import parse
    >>> request = parse("/upscale", ["b", "take", 12, "cutoff", 4000]).request
    >>> request.take, request.cutoff
    (12, 4000.0)
    """

    take: int = whole("the dull recording", low=1)
    cutoff: float = number("above it everything is made anew; 0 finds it", 0.0, 0.0, 24_000.0, "Hz")


@dataclass(frozen=True, slots=True)
class Loop(Told):
    """
    >>> from bridge.vocabulary import parse
    >>> request = parse("/loop", ["b", "beats", 8, "tempo", 120, "prompt", "rain"]).request
    >>> request.take, request.beats, request.tempo, request.prompt
    (0, 8.0, 120.0, 'rain')
    """

    take: int = whole("the take that is made a loop; 0 for new sound", 0)
    seconds: float = number("its exact length where no beats are named", 2.0, 0.1, 600.0, "s")
    beats: float = number("its exact length at a tempo", 0.0, 0.0, 4096.0)
    tempo: float = number("of the beats", 120.0, 20.0, 999.0, "bpm")


@dataclass(frozen=True, slots=True)
class Morph(Told):
    """
    >>> from bridge.vocabulary import parse
    >>> request = parse("/morph", ["b", "take", 12, "other", 13, "amount", 0.25, "prompt", "dog", "to", "car"]).request
    >>> request.take, request.other, request.amount, request.prompt, request.to
    (12, 13, 0.25, 'dog', 'car')
    """

    take: int = whole("the take to begin from", low=1)
    other: int = whole("the take to go to; 0 goes to the words", 0)
    amount: float = number("0 is the first, 1 the second", 0.5)
    to: str = text("what the second sounds like; prompt says it of the first")
