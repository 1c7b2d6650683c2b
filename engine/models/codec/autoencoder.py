"""The codec as the autoencoder of a latent diffusion model, in diffusers' layout on disk.

Its weights have the names that they have in the codec's own file, so that one file serves both. Latents are normalised:
each of their numbers has a mean of 0 and a deviation of 1 over the sounds that a generator learns from, or a larger one
where it has to be more exact.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import torch
from diffusers.configuration_utils import ConfigMixin, register_to_config
from diffusers.models.modeling_utils import ModelMixin
from torch import Tensor, nn

from engine.errors import ModelError, RangeError
from engine.models.codec.blocks import sound_blocks
from engine.models.codec.decoder import Decoder
from engine.models.codec.encoder import Encoder
from engine.models.codec.framing import LATENT_HOP, RATE_HZ, SIZE
from engine.models.codec.hearing import heard
from engine.models.codec.pitch import number_of
from engine.models.codec.streaming import StreamingDecoder
from engine.precision import fast_dtype


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """Normalised latents (batch, SIZE, columns)."""

    latents: Tensor


@dataclass(frozen=True, slots=True, eq=False)
class Decoded:
    """Sound (batch, 1, frames)."""

    sample: Tensor


class EmberCodec(ModelMixin, ConfigMixin):  # type: ignore[misc]  # diffusers is not typed
    """44.1 kHz mono to 64 numbers 21.53 times a second, and back.

    `mean` and `deviation` are what each number is normalised by. Raises `ModelError` for a rate or a size
    that the codec does not have, and for any other count of numbers or a deviation that is not above 0.
    """

    downsampling_ratio = LATENT_HOP

    @register_to_config  # type: ignore[untyped-decorator]  # diffusers is not typed
    def __init__(
        self,
        sampling_rate: int = RATE_HZ,
        latent_dim: int = SIZE,
        mean: Sequence[float] = (0.0,) * SIZE,
        deviation: Sequence[float] = (1.0,) * SIZE,
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        if (sampling_rate, latent_dim) != (RATE_HZ, SIZE):
            raise ModelError(
                f"The codec has {SIZE} numbers at {RATE_HZ} Hz, not {latent_dim} at {sampling_rate} Hz: get it anew."
            )
        _check(mean, deviation)
        self.encoder = Encoder()
        self.decoder = Decoder()

    @torch.inference_mode()
    def encode(self, sound: Tensor) -> Encoded:
        """The latents of sound (batch, 1, columns * LATENT_HOP); raises `RangeError` for another shape."""
        if sound.ndim != 3 or sound.shape[1] != 1 or not sound.shape[2] or sound.shape[2] % LATENT_HOP:
            raise RangeError(
                f"The codec hears (batch, 1, frames), frames a multiple of {LATENT_HOP}; {tuple(sound.shape)} came: "
                "fill the sound up with silence."
            )
        mean, deviation = self._statistics
        return Encoded(((heard(self.encoder, sound[:, 0].float()) - mean) / deviation).transpose(1, 2))

    def decode(self, latents: Tensor) -> Decoded:
        """The sound of latents (batch, SIZE, columns), as many columns long."""
        return Decoded(torch.cat(list(self.blocks((latents,), latents.shape[2])), dim=2))

    @torch.inference_mode()
    def blocks(self, pieces: Iterable[Tensor], columns: int) -> Iterator[Tensor]:
        """The same sound in blocks (batch, 1, frames), a short one first, of latents that come in pieces.

        `columns` are those of all pieces. A piece is asked for when the one before it has sounded.
        """
        mean, deviation = self._statistics
        wide = (piece.float().transpose(1, 2) * deviation + mean for piece in pieces)
        # The same noise for every sound: what differs from one to another is in its latents.
        generator = torch.Generator(mean.device).manual_seed(0)
        for samples in sound_blocks(self._streaming, wide, columns, generator):
            yield samples[:, None]

    def pitch_number(self, midi_note: float) -> float:
        """What the last number of normalised latents is where that note sounds, MIDI, 60 is middle C."""
        config: Any = self.config
        return float((number_of(440 * 2 ** ((midi_note - 69) / 12)) - config.mean[-1]) / config.deviation[-1])

    @property
    def _statistics(self) -> tuple[Tensor, Tensor]:
        config: Any = self.config
        device = self.decoder.first.weight.device
        return torch.tensor(config.mean, device=device), torch.tensor(config.deviation, device=device)

    @cached_property
    def _streaming(self) -> StreamingDecoder:
        return StreamingDecoder(self.decoder, fast_dtype(self.decoder.first.weight.device.type))

    def _apply(self, changed: Callable[[Tensor], Tensor], *arguments: Any) -> nn.Module:
        """Called by torch where weights go to another device or precision: what was laid out of them is old then."""
        self.__dict__.pop("_streaming", None)
        applied: nn.Module = super()._apply(changed, *arguments)  # type: ignore[no-untyped-call]
        return applied


def _check(mean: Sequence[float], deviation: Sequence[float]) -> None:
    numbers = [*mean, *deviation]
    finite = all(isinstance(number, int | float) and math.isfinite(number) for number in numbers)
    if len(mean) != SIZE or len(deviation) != SIZE or not finite or min(deviation) <= 0:
        raise ModelError(
            f"The codec's configuration holds {SIZE} finite numbers each for mean and deviation, deviations above 0; "
            f"{len(mean)} and {len(deviation)} came: get it anew."
        )
