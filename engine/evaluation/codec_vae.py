"""Ember's codec as the autoencoder of a Stable Audio 3 pipeline, for what it costs there.

Windows of a sound are decoded by themselves, each with noise and cycles that begin anew, so that what is heard isn't
the codec's best where they meet; what they cost is.
"""

from dataclasses import dataclass
from functools import cached_property

import torch
from diffusers.configuration_utils import ConfigMixin, register_to_config
from diffusers.models.modeling_utils import ModelMixin
from torch import Tensor

from engine.models.codec.framing import LAG, LATENT_HOP, RATE_HZ, SIZE, frames_of_all
from engine.models.codec.network import Network
from engine.models.codec.streaming import StreamingDecoder
from engine.precision import fast_dtype


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """Latents (batch, SIZE, n)."""

    latents: Tensor


@dataclass(frozen=True, slots=True, eq=False)
class Decoded:
    """Samples (batch, 1, n * LATENT_HOP)."""

    sample: Tensor


class CodecVae(ModelMixin, ConfigMixin):  # type: ignore[misc]
    """Mono at 44.1 kHz; a network of its own, drawn at random until a codec's is put in its place."""

    downsampling_ratio = LATENT_HOP
    context_columns = 18
    """The decoder hears 139 frames, eight of which are a column."""

    @register_to_config  # type: ignore[untyped-decorator]
    def __init__(self, sampling_rate: int = RATE_HZ, latent_dim: int = SIZE) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.network = Network()

    def encode(self, sound: Tensor) -> Encoded:
        """Sound (batch, 1, n * LATENT_HOP)."""
        return Encoded(self.network.encoder(sound[:, 0]).mean.transpose(1, 2))

    def decode(self, latents: Tensor) -> Decoded:
        """Latents (batch, SIZE, n)."""
        frames = frames_of_all(latents.transpose(1, 2).float(), torch.Generator().manual_seed(0))
        samples, _ = self._streaming.step(frames, self._streaming.silence(len(frames)))
        return Decoded(samples[:, None, LAG:])

    @cached_property
    def _streaming(self) -> StreamingDecoder:
        return StreamingDecoder(self.network.decoder, fast_dtype())
