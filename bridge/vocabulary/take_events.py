"""What is said of takes."""

from dataclasses import dataclass

from bridge.vocabulary.arguments import Kind, first, flag, number, text, whole, word


@dataclass(frozen=True, slots=True)
class TakeInfo:
    """
    >>> from bridge.vocabulary import render
    >>> render(TakeInfo(3, starred=True, seconds=1.0, rate=48000, channels=1, frames=48000, name="a", path="/a.wav"))
    ('/take/info', [3, 'starred', 1, 'seconds', 1.0, 'rate', 48000, 'channels', 1, 'frames', 48000, 'parent', 0,
                    'seed', 0, 'model', '', 'name', 'a', 'path', '/a.wav', 'prompt', ''])
    """

    take: int = first(Kind.WHOLE, "the take")
    starred: bool = flag("1 with a star")
    seconds: float = number("its length", 0.0, unit="s")
    rate: int = whole("its rate", 0, unit="Hz")
    channels: int = whole("its channels", 0)
    frames: int = whole("its length", 0, unit="frames")
    parent: int = whole("the take that it was made from, 0 for none", 0)
    seed: int = whole("the seed that made it, 0 for an import", 0)
    model: str = word("the model that made it, empty for an import")
    name: str = text("its name")
    path: str = text("its file")
    prompt: str = text("its prompt")


@dataclass(frozen=True, slots=True)
class TakeList:
    """
    >>> from bridge.vocabulary import render
    >>> render(TakeList(total=120, start=50, takes=(70, 69, 68)))
    ('/take/list', [120, 50, 70, 69, 68])
    """

    total: int = first(Kind.WHOLE, "how many there are")
    start: int = first(Kind.WHOLE, "how many newer ones were passed over")
    takes: tuple[int, ...] = first(Kind.WHOLE, "take numbers, newest first")


@dataclass(frozen=True, slots=True)
class TakesFound:
    """
    >>> from bridge.vocabulary import render
    >>> render(TakesFound(total=2, start=0, takes=(70, 12)))
    ('/take/found', [2, 0, 70, 12])
    """

    total: int = first(Kind.WHOLE, "how many fit, of those that were heard where `like` or `take` was asked")
    start: int = first(Kind.WHOLE, "how many before these were passed over")
    takes: tuple[int, ...] = first(
        Kind.WHOLE, "take numbers, newest first; with `like` or `take` the one that fits best first"
    )


@dataclass(frozen=True, slots=True)
class TakeDeleted:
    """
    >>> from bridge.vocabulary import render
    >>> render(TakeDeleted(3))
    ('/take/deleted', [3])
    """

    take: int = first(Kind.WHOLE, "the take that is in the trash now")


@dataclass(frozen=True, slots=True)
class TakePlaying:
    """
    >>> from bridge.vocabulary import render
    >>> render(TakePlaying(3))
    ('/take/playing', [3])
    """

    take: int = first(Kind.WHOLE, "the take that was handed to the sound card")


@dataclass(frozen=True, slots=True)
class TakeEnded:
    """
    >>> from bridge.vocabulary import render
    >>> render(TakeEnded(3))
    ('/take/ended', [3])
    """

    take: int = first(Kind.WHOLE, "the take that has ended or was stopped")
