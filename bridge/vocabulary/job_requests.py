"""Requests that become jobs, and the end of one."""

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
    Generate(job='kick', seconds=0.5, seed=None, count=4, model='', play=False, steps=0, guidance=0.0,
        prompt='deep 808 kick', negative='')
    """

    job: Name = name("your name for the job; every reply begins with it")
    seconds: float = number("length of each take", 1.0, 0.02, 600.0, "s")
    seed: int | None = whole(
        "the same seed gives the same sound; without one a new seed is drawn and reported", None, 0, LARGEST_SEED
    )
    count: int = whole("how many takes; take i has seed + i; /job/ranked says which to hear first", 1, 1, MOST_TAKES)
    model: str = word("which model; without it the one that the engine started with")
    play: bool = flag("1 sounds while it is being made")
    steps: int = whole("steps of the sampler, where the model has one; 0 as the model likes it", 0, 0, 1000)
    guidance: float = number("how strictly the words are followed; 0 as the model likes it", 0.0, 0.0, 30.0)
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
    amount: float = number("0 stays as near as the model can, 1 goes far; up to 0.5 half of it is half as far", 0.3)
    count: int = whole("how many takes; take i has seed + i", 1, 1, MOST_TAKES)
    seed: int | None = whole("as for /generate", None, 0, LARGEST_SEED)
    model: str = word("as for /generate")
    play: bool = flag("1 plays each take, while it is being made where its rate is the sound card's")


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
