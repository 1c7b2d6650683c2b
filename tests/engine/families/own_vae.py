"""An autoencoder of another class than Stable Audio 3's, with just what the family asks for: blocks of 50 frames."""

from dataclasses import dataclass

import torch
from diffusers.configuration_utils import ConfigMixin, register_to_config
from diffusers.models.modeling_utils import ModelMixin
from torch import Tensor, nn


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    latents: Tensor


@dataclass(frozen=True, slots=True, eq=False)
class Decoded:
    sample: Tensor


class OwnVae(ModelMixin, ConfigMixin):
    """Mono at 4 kHz."""

    downsampling_ratio = 50

    @register_to_config
    def __init__(self, sampling_rate: int = 4000, latent_dim: int = 8) -> None:
        super().__init__()
        self.inward = nn.Conv1d(1, latent_dim, 50, 50)
        self.outward = nn.ConvTranspose1d(latent_dim, 1, 50, 50)

    def encode(self, sound: Tensor) -> Encoded:
        return Encoded(self.inward(sound))

    def decode(self, latents: Tensor) -> Decoded:
        return Decoded(torch.tanh(self.outward(latents)))
