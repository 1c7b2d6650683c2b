"""A take as a value: one finished sound, the words that belong to it and the file that holds it."""

from dataclasses import dataclass

from bridge.takes.recipe import Recipe

LARGEST_TAKE_NUMBER = 9_999_999
"""Numbers beyond this are no take's: a strange file can't use up the numbers of a session."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slate:
    """What is said about a take, and travels inside its file as an `iXML` chunk.

    `number` is unique in a session and never given to another take. `parent` is the number of the take it was made
    from. `created` is ISO 8601 in UTC. An imported take has no recipe.
    """

    number: int
    name: str
    prompt: str
    starred: bool
    parent: int | None
    created: str
    recipe: Recipe | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """What a file holds: its length in frames, channels, rate in hertz and libsndfile's name of the sample format."""

    frames: int
    channels: int
    rate_hz: int
    sample_format: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """A slate and the sound it belongs to; `file` is a plain name inside the session's `takes` folder."""

    number: int
    name: str
    prompt: str
    file: str
    frames: int
    channels: int
    rate_hz: int
    sample_format: str
    starred: bool
    parent: int | None
    created: str
    recipe: Recipe | None

    @property
    def seconds(self) -> float:
        return self.frames / self.rate_hz


def take_of(slate: Slate, file: str, sound: Sound) -> Take:
    """The take that a slate, the name of its file and the sound in that file make."""
    return Take(
        number=slate.number,
        name=slate.name,
        prompt=slate.prompt,
        file=file,
        frames=sound.frames,
        channels=sound.channels,
        rate_hz=sound.rate_hz,
        sample_format=sound.sample_format,
        starred=slate.starred,
        parent=slate.parent,
        created=slate.created,
        recipe=slate.recipe,
    )


def slate_of(take: Take) -> Slate:
    """What the file of a take should say about it."""
    return Slate(
        number=take.number,
        name=take.name,
        prompt=take.prompt,
        starred=take.starred,
        parent=take.parent,
        created=take.created,
        recipe=take.recipe,
    )
