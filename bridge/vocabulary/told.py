"""What all requests have in common that make takes by words."""

from dataclasses import KW_ONLY, dataclass

from bridge.vocabulary.arguments import LARGEST_SEED, MOST_TAKES, Name, flag, name, number, text, whole, word


@dataclass(frozen=True, slots=True)
class Told:
    """What a model can be told, and how many takes of it are wanted. No verb by itself."""

    job: Name = name("your name for the job")
    _: KW_ONLY
    steps: int = whole("steps of the sampler, where the model has one; 0 as the model likes it", 0, 0, 1000)
    guidance: float = number("how strictly the words are followed; 0 as the model likes it", 0.0, 0.0, 30.0)
    count: int = whole("how many takes; take i has seed + i; /job/ranked says which to hear first", 1, 1, MOST_TAKES)
    seed: int | None = whole("as for /generate", None, 0, LARGEST_SEED)
    model: str = word("as for /generate")
    play: bool = flag("1 plays each take, while it is being made where that can be")
    pitch: int | None = whole("MIDI note, 60 is middle C; without it the words or the model choose", None, 0, 127)
    loudness: float | None = number("0 is the softest, 1 the loudest; without it the model chooses", None)
    brightness: float | None = number("0 is the dullest, 1 the brightest; without it the model chooses", None)
    noisiness: float | None = number("0 is a clear tone, 1 is noise; without it the model chooses", None)
    attack: float | None = number("0 begins at once, 1 swells; without it the model chooses", None)
    length: float | None = number("0 is over at once, 1 lasts longest; without it the model chooses", None)
    prompt: str = text("what it should sound like; without it the model chooses")
    negative: str = text("what it should not sound like")
