"""What a person can ask for: one frozen dataclass a verb, whose docstring shows its wire form."""

from dataclasses import dataclass

from bridge.vocabulary.arguments import (
    LARGEST_SEED,
    MOST_TAKES,
    Kind,
    Name,
    first,
    flag,
    name,
    needed_text,
    number,
    text,
    whole,
    word,
)


@dataclass(frozen=True, slots=True)
class Generate:
    """
    >>> from bridge.vocabulary import parse
    >>> parse("/generate", ["kick", "seconds", 0.5, "count", 4.0, "prompt", "deep", 808.0, "kick"]).request
    Generate(job='kick', seconds=0.5, seed=None, count=4, model='', play=False, prompt='deep 808 kick', negative='')
    """

    job: Name = name("your name for the job; every reply begins with it")
    seconds: float = number("length of each take", 1.0, 0.02, 600.0, "s")
    seed: int | None = whole(
        "the same seed gives the same sound; without one a new seed is drawn and reported", None, 0, LARGEST_SEED
    )
    count: int = whole("how many takes; take i has seed + i", 1, 1, MOST_TAKES)
    model: str = word("which model; without it the one that the engine started with")
    play: bool = flag("1 sounds while it is being made")
    prompt: str = text("what it should sound like; without it the model chooses")
    negative: str = text("what it should not sound like")


@dataclass(frozen=True, slots=True)
class Vary:
    """
    >>> from bridge.vocabulary import parse
    >>> parse("/vary", ["b", "take", 12, "amount", 0.5]).request
    Vary(job='b', take=12, amount=0.5, count=1, seed=None, model='', play=False)
    """

    job: Name = name("your name for the job")
    take: int = whole("the take to vary", low=1)
    amount: float = number("0 stays as near as the model can, 1 goes far", 0.3)
    count: int = whole("how many takes; take i has seed + i", 1, 1, MOST_TAKES)
    seed: int | None = whole("as for /generate", None, 0, LARGEST_SEED)
    model: str = word("as for /generate")
    play: bool = flag("1 plays each take, while it is being made where its rate is the sound card's")


@dataclass(frozen=True, slots=True)
class Cancel:
    """
    >>> from bridge.vocabulary import parse
    >>> parse("/cancel", [3.0]).request
    Cancel(job=3)
    >>> parse("/cancel", []).request
    Cancel(job=None)
    """

    job: Name | None = first(Kind.NAME, "which of your jobs; without it all of them", None)


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
    >>> parse("/take/find", ["prompt", "door", "slam"]).request
    FindTakes(prompt='door slam', start=0, count=50)
    """

    prompt: str = needed_text("words, or beginnings of words, of name or prompt; all must be there")
    start: int = whole("how many of the newest that fit to pass over", 0)
    count: int = whole("how many numbers at most", 50, 1, 50)


@dataclass(frozen=True, slots=True)
class ImportTake:
    """
    >>> from bridge.vocabulary import parse
    >>> parse("/take/import", ["in", "path", "/home/a/my", "door.wav", "name", "door"]).request
    ImportTake(job='in', path='/home/a/my door.wav', name='door')
    """

    job: Name = name("your name for the job")
    path: str = needed_text("a WAV, FLAC, OGG or AIFF file; it is copied into the session")
    name: str = text("the take's name; without it the file's")


@dataclass(frozen=True, slots=True)
class RecallTake:
    """
    >>> from bridge.vocabulary import parse
    >>> parse("/take/recall", ["again", "take", 12]).request
    RecallTake(job='again', take=12, play=False)
    """

    job: Name = name("your name for the job")
    take: int = whole("the take whose recipe is run again", low=1)
    play: bool = flag("as for /generate")


@dataclass(frozen=True, slots=True)
class Hello:
    """
    >>> from bridge.vocabulary import parse
    >>> parse("/hello", [7701, "max"]).request
    Hello(port=7701, name='max')
    """

    port: int = first(Kind.WHOLE, "your port on the same host: replies to this sender go there", low=1, high=65535)
    name: str = first(Kind.WORD, "what subscribers see as your name", "")


@dataclass(frozen=True, slots=True)
class Subscribe:
    """
    >>> from bridge.vocabulary import parse
    >>> parse("/subscribe", []).request
    Subscribe(on=True)
    """

    on: bool = first(Kind.FLAG, "1 sends you everybody's job events, with `client` and a name behind; 0 ends it", True)


@dataclass(frozen=True, slots=True)
class Ping:
    """
    >>> from bridge.vocabulary import parse
    >>> parse("/ping", [17]).request
    Ping(token=17)
    """

    token: Name = first(Kind.NAME, "comes back in /pong", 0)


@dataclass(frozen=True, slots=True)
class AskStatus:
    """
    >>> from bridge.vocabulary import parse
    >>> parse("/status", []).request
    AskStatus()
    """


@dataclass(frozen=True, slots=True)
class AskModels:
    """
    >>> from bridge.vocabulary import parse
    >>> parse("/models", []).request
    AskModels()
    """


@dataclass(frozen=True, slots=True)
class LoadModel:
    """
    >>> from bridge.vocabulary import parse
    >>> parse("/model/load", ["vae"]).request
    LoadModel(model='vae')
    """

    model: str = first(Kind.WORD, "the model to load and keep warm")


@dataclass(frozen=True, slots=True)
class UnloadModel:
    """
    >>> from bridge.vocabulary import parse
    >>> parse("/model/unload", ["vae"]).request
    UnloadModel(model='vae')
    """

    model: str = first(Kind.WORD, "the model to let go")


@dataclass(frozen=True, slots=True)
class SetVolume:
    """
    >>> from bridge.vocabulary import parse
    >>> parse("/volume", [0.5]).request
    SetVolume(level=0.5)
    """

    level: float = first(Kind.NUMBER, "0 is silent, 1 leaves the sound as it is", low=0, high=1)


@dataclass(frozen=True, slots=True)
class Panic:
    """
    >>> from bridge.vocabulary import parse
    >>> parse("/panic", []).request
    Panic()
    """


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
    | RecallTake
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
