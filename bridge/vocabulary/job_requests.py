"""Requests that become jobs, and the end of one."""

from dataclasses import KW_ONLY, dataclass

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
from bridge.vocabulary.told import Told


@dataclass(frozen=True, slots=True)
class Generate(Told):
    """
    >>> from bridge.vocabulary import parse
    >>> request = parse("/generate", ["kick", "seconds", 0.5, "pitch", 36.0, "prompt", "deep", 808.0, "kick"]).request
    >>> request.job, request.seconds, request.seed, request.count, request.pitch, request.prompt
    ('kick', 0.5, None, 1, 36, 'deep 808 kick')
    """

    job: Name = name("your name for the job; every reply begins with it")
    _: KW_ONLY
    seconds: float = number("length of each take", 1.0, 0.02, 600.0, "s")
    seed: int | None = whole(
        "the same seed gives the same sound; without one a new seed is drawn and reported", None, 0, LARGEST_SEED
    )
    model: str = word("which model; without it the one that the engine started with")
    play: bool = flag("1 sounds while it is being made")


@dataclass(frozen=True, slots=True)
class Vary:
    """
    >>> from bridge.vocabulary import parse
    >>> parse("/vary", ["b", "take", 12, "amount", 0.5]).request
    Vary(job='b', take=12, amount=0.5, count=1, seed=None, model='', play=False, prompt='')
    """

    job: Name = name("your name for the job")
    take: int = whole("the take to vary", low=1)
    amount: float = number("0 stays as near as the model can, 1 goes far; up to 0.5 half of it is half as far", 0.3)
    count: int = whole("how many takes; take i has seed + i", 1, 1, MOST_TAKES)
    seed: int | None = whole("as for /generate", None, 0, LARGEST_SEED)
    model: str = word("as for /generate")
    play: bool = flag("1 plays each take, while it is being made where its rate is the sound card's")
    prompt: str = text("what it is; without it what was said when the take was made")


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
class Cancel:
    """
    >>> from bridge.vocabulary import parse
    >>> parse("/cancel", [3.0]).request
    Cancel(job=3)
    >>> parse("/cancel", []).request
    Cancel(job=None)
    """

    job: Name | None = first(Kind.NAME, "which of your jobs; without it all of them", None)
