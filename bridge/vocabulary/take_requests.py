"""Requests about takes that are there."""

from dataclasses import KW_ONLY, dataclass

from bridge.vocabulary.arguments import Kind, Name, first, flag, name, needed_text, number, text, whole


@dataclass(frozen=True, slots=True)
class PlayTake:
    """
    >>> from bridge.vocabulary import parse
    >>> parse("/take/play", [12, "gain", -6, "loop", 1]).request
    PlayTake(take=12, gain=-6.0, loop=True, output=1, start=0.0)
    """

    take: int = first(Kind.WHOLE, "the take", low=1)
    gain: float = number("level against the file's", 0.0, -90.0, 12.0, "dB")
    loop: bool = flag("1 begins again at its end")
    output: int = whole("pair of the sound card's channels, 1 is the first two", 1, 1, 64)
    start: float = number("where in the take to begin", 0.0, 0.0, 3600.0, "s")


@dataclass(frozen=True, slots=True)
class StopTake:
    """
    >>> from bridge.vocabulary import parse
    >>> parse("/take/stop", [12, "fade", 0.5]).request
    StopTake(take=12, fade=0.5)
    """

    take: int | None = first(Kind.WHOLE, "the take; without it everything that plays", None, low=1)
    fade: float = number("fade-out", 0.01, 0.0, 60.0, "s")


@dataclass(frozen=True, slots=True)
class StarTake:
    """
    >>> from bridge.vocabulary import parse
    >>> parse("/take/star", [12]).request
    StarTake(take=12, on=True)
    """

    take: int = first(Kind.WHOLE, "the take", low=1)
    on: bool = first(Kind.FLAG, "0 takes the star away", True, high=1)


@dataclass(frozen=True, slots=True)
class NameTake:
    """
    >>> from bridge.vocabulary import parse
    >>> parse("/take/name", [12, "name", "door", "slam", 3.0]).request
    NameTake(take=12, name='door slam 3')
    """

    take: int = first(Kind.WHOLE, "the take", low=1)
    name: str = needed_text("its new name")


@dataclass(frozen=True, slots=True)
class DeleteTake:
    """
    >>> from bridge.vocabulary import parse
    >>> parse("/take/delete", [12]).request
    DeleteTake(take=12)
    """

    take: int = first(Kind.WHOLE, "the take; its file goes to the session's trash", low=1)


@dataclass(frozen=True, slots=True)
class InfoTake:
    """
    >>> from bridge.vocabulary import parse
    >>> parse("/take/info", [12]).request
    InfoTake(take=12)
    """

    take: int = first(Kind.WHOLE, "the take", low=1)


@dataclass(frozen=True, slots=True)
class ListTakes:
    """
    >>> from bridge.vocabulary import parse
    >>> parse("/take/list", ["start", 50, "starred", 1]).request
    ListTakes(start=50, count=50, starred=True)
    """

    start: int = whole("how many of the newest to pass over", 0)
    count: int = whole("how many numbers at most", 50, 1, 50)
    starred: bool = flag("1 lists only takes with a star")


@dataclass(frozen=True, slots=True)
class FindTakes:
    """
    >>> from bridge.vocabulary import parse
    >>> parse("/take/find", ["starred", 1, "prompt", "door", "slam"]).request
    FindTakes(prompt='door slam', like='', take=0, start=0, count=50, starred=True)
    >>> parse("/take/find", ["take", 12, "like", "more", "metallic"]).request
    FindTakes(prompt='', like='more metallic', take=12, start=0, count=50, starred=False)
    """

    prompt: str = text("words, or beginnings of words, of name or prompt; all must be there")
    like: str = text("words that say how they sound; those that sound most like that come first")
    take: int = whole("a take that they sound like; with `like` what lies between both; 0 for none", 0)
    start: int = whole("how many of the first that fit to pass over", 0)
    count: int = whole("how many numbers at most", 50, 1, 50)
    starred: bool = flag("1 finds only takes with a star")


@dataclass(frozen=True, slots=True)
class ExportTakes:
    """
    >>> from bridge.vocabulary import parse
    >>> parse("/take/export", ["out", 12, 13, "bits", 24, "path", "/home/a/door", "sounds"]).request
    ExportTakes(job='out', takes=(12.0, 13.0), path='/home/a/door sounds', rate=0, bits=24, pattern='{name}')
    >>> parse("/take/export", ["out", "path", "/home/a", "pattern", "{n}", "{name}"]).request
    ExportTakes(job='out', takes=(), path='/home/a', rate=0, bits=0, pattern='{n} {name}')
    """

    job: Name = name("your name for the job")
    takes: tuple[float, ...] = first(Kind.NUMBERS, "which takes; without them all that have a star", ())
    _: KW_ONLY
    path: str = needed_text("the folder that the files go to; it is made where it is missing")
    rate: int = whole("their rate; 0 keeps each take's own", 0, 0, 192_000, "Hz")
    bits: int = whole("16 or 24, or 32 for float; 0 keeps each take's own format", 0, 0, 32)
    pattern: str = text("their names, of {take}, {name}, {prompt} and {n}, which counts them", "{name}")
