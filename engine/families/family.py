"""What a family of latent diffusion models is to an edit: a card, four verbs, and where frequencies lie in a latent.

Called on the worker's only thread. A latent has the shape (batch, channels, columns) or (batch, channels, columns,
rows): time is dim 2. Latents are float32 and lie on the card's device; sound is float32 (frames, channels) at the
card's rate. Nothing is kept between calls.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol, runtime_checkable

from torch import Tensor, nn

from engine.audio import Samples
from engine.descriptors.scale import Scale
from engine.diffusion.denoise import Denoise
from engine.diffusion.tuning import Odds
from engine.models.words.thesaurus import Thesaurus

Schedule = Literal["flow", "variance-preserving", "exponential"]
Precision = Literal["float32", "bfloat16"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyCard:
    """What a family says of the weights it was loaded with.

    `frames_per_column` is the latent hop in frames of sound, `rows` the latent's shape after time. `window_columns` is
    how many columns the network always hears, of a short sound the silence after it too; 1 where any length will do.
    Sigmas are those of `x = clean + sigma * noise`: a schedule begins at the highest, and ends at 0 instead of the
    lowest. `distilled` weights need fresh noise after every step; `inpaints` tells that `denoise` takes a mask. Steps
    and guidance are what the model's folder says, else what its makers use; but a flow that isn't distilled has fewer
    steps, by a better method. `longest_seconds` is what it was trained on; `weights` is a hash of its files. `controls`
    tells that prompts are read as Ember's: plain words behind control tokens; `known_words` are those that it was
    trained with, none where nobody wrote them down, and `thesaurus` has others that are read as one of them. `scale`
    says what the descriptors are that a person sets, where sampling is led to them. `around` is the strength at which
    a region is begun from what is around it, 1 for noise alone.
    """

    family: str
    rate_hz: int
    channels: int
    frames_per_column: int
    window_columns: int
    latent_channels: int
    rows: tuple[int, ...]
    schedule: Schedule
    highest_sigma: float
    lowest_sigma: float
    distilled: bool
    inpaints: bool
    default_steps: int
    default_guidance: float
    longest_seconds: float
    weights: str
    precision: Precision
    device: str
    threads: int
    controls: bool = False
    known_words: frozenset[str] = frozenset()
    thesaurus: Thesaurus = field(default_factory=Thesaurus)
    scale: Scale | None = None
    around: float = 1.0

    def latent_shape(self, batch: int, columns: int) -> tuple[int, ...]:
        """The shape of that many latents of that length."""
        return (batch, self.latent_channels, columns, *self.rows)


@dataclass(frozen=True, slots=True, eq=False)
class Condition:
    """What a network is told, computed once: one tensor for each of its inputs, dim 0 is the batch.

    `negative` is what guidance leads away from. Both hold the same inputs in the same shapes, so that two conditions
    of one length can be mixed number by number; where one has fewer tokens (dim 1), zeros are no token. `notes` are
    sentences that the person should read. `unset` is what it is told without the controls that are set, else nothing.
    `shares` (batch, 5) are the descriptors that are set, in the order of `Descriptors`, NaN for one that isn't.
    """

    positive: tuple[Tensor, ...]
    negative: tuple[Tensor, ...]
    seconds: float
    notes: tuple[str, ...]
    unset: tuple[Tensor, ...] = ()
    shares: Tensor | None = None


class Family(Protocol):
    """One warm model of a family."""

    @property
    def card(self) -> FamilyCard: ...

    @property
    def networks(self) -> tuple[nn.Module, ...]:
        """All that computes, for `stopping`."""
        ...

    def condition(self, prompts: Sequence[str], negatives: Sequence[str], seconds: float) -> Condition:
        """One row for each prompt and its negative ("" for none); raises `RangeError` for another length."""
        ...

    def encode(self, samples: Samples) -> Tensor:
        """The latent (1, channels, columns, ...) of a sound: with silence up to a whole column, or to the window."""
        ...

    def decode(self, latents: Tensor) -> Iterator[Samples]:
        """Blocks of the sound of one latent, `columns * frames_per_column` frames in all."""
        ...

    def denoise(
        self, condition: Condition, guidance: float, mask: Tensor | None = None, known: Tensor | None = None
    ) -> Denoise:
        """The network under a condition, for one sampling; guidance 1 tells it the prompt alone.

        Any other tells it also what to lead away from; where the model's folder says `in_turns`, not at every call, so
        that latents have to stay where they are between calls, and sigmas to fall.

        `x` may hold several rows for each of the condition's. `mask`, bool (batch or 1, 1, columns), is True where
        latents are made anew and False where the network is told `known`; raises `RangeError` for one of them without
        the other, and for both where the card's `inpaints` is false.
        """
        ...

    def rows_below(self, hertz: float) -> int | None:
        """How many of a latent's rows, the lowest first, hold nothing at that frequency or above; None without rows."""
        ...


@dataclass(frozen=True, slots=True)
class PitchChannel:
    """Which of a latent's channels says the pitch, and the number in it at a note.

    `odds` hears whether the other channels sound at the note, where there is something that can.
    """

    channel: int
    number: float
    odds: Odds | None = None


@runtime_checkable
class Pitched(Family, Protocol):
    """A family whose latents may say their pitch in one of their numbers."""

    def pitch_channel(self, midi_note: int) -> PitchChannel | None:
        """Where and how they say a note; None for an autoencoder that doesn't."""
        ...


@runtime_checkable
class Foretelling(Family, Protocol):
    """A family that may know how long what words name goes on."""

    def lasting_seconds(self, prompt: str) -> float:
        """Seconds after which a new sound that is called so is over; infinite where it isn't known or goes on."""
        ...


@runtime_checkable
class Continuing(Family, Protocol):
    """A family whose sound can begin before the last of its latents are there."""

    def decode_pieces(self, pieces: Iterable[Tensor], columns: int) -> Iterator[Samples]:
        """Blocks as of `decode`, of one latent of so many columns that comes in pieces (1, channels, columns, ...).

        A piece is asked for when all that those before it decide over has been given.
        """
        ...
