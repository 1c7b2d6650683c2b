"""Encoder and decoder of the spectrogram VAE: convolutions over time with the frequency bins as channels.

Levels are float32 of shape (batch, FRAMES, BINS) in decibels, FLOOR_DB..about 0. The latent is (batch, STEPS, SIZE):
a vector for every 16 frames (93 ms).
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from engine.models.vae.spectrogram import BINS, FLOOR_DB, HOP

FRAMES = 256
"""Frames of a clip: 1.486 s."""
CLIP = FRAMES * HOP
"""Samples of a clip."""
STEPS = FRAMES // 16
SIZE = 24
BANDS = 32
"""Bands in which the decoder says how far levels spread; they are as wide as 16 bins."""

_ENCODER_WIDTH = 192
_DECODER_WIDTH = 256
_LOG_VARIANCES = (-8.0, 2.0)
_SPREAD_DB = 4.0


@dataclass(frozen=True, slots=True, eq=False)
class Posterior:
    """A diagonal Gaussian over latents: mean and logarithm of the variance, each (batch, STEPS, SIZE)."""

    mean: Tensor
    log_variance: Tensor

    def sample(self, generator: torch.Generator) -> Tensor:
        """One latent (batch, STEPS, SIZE) of each."""
        noise = torch.randn(self.mean.shape, generator=generator)
        return self.mean + noise * torch.exp(self.log_variance / 2)

    def divergence(self) -> Tensor:
        """Kullback-Leibler divergence from the standard normal, nats for every latent dimension, same shape."""
        return (self.mean**2 + self.log_variance.exp() - self.log_variance - 1) / 2


class Residual(nn.Module):
    """Two convolutions over three frames beside the identity; (batch, width, frames) both ways."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.GroupNorm(8, width), nn.SiLU(), nn.Conv1d(width, width, 3, padding=1),
            nn.GroupNorm(8, width), nn.SiLU(), nn.Conv1d(width, width, 3, padding=1),
        )  # fmt: skip
        # The identity at the start: without it the network learns half as fast.
        for parameter in self.layers[-1].parameters():
            nn.init.zeros_(parameter)

    def forward(self, x: Tensor) -> Tensor:
        change: Tensor = self.layers(x)
        return x + change


class Halved(nn.Module):
    """One frame of two, (batch, width, frames) to (batch, width, frames / 2): their mean and a convolution's part."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.layer = nn.Conv1d(width, width, 4, stride=2, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        change: Tensor = self.layer(nn.functional.silu(x))
        return nn.functional.avg_pool1d(x, 2) + change


class Doubled(nn.Module):
    """Two frames of one, (batch, width, frames) to (batch, width, 2 * frames): copies and a convolution's part."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.layer = nn.Conv1d(width, width, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        x = nn.functional.interpolate(x, scale_factor=2.0, mode="nearest")
        change: Tensor = self.layer(nn.functional.silu(x))
        return x + change


class Encoder(nn.Module):
    """Levels (batch, FRAMES, BINS) to the posterior of their latent."""

    def __init__(self) -> None:
        super().__init__()
        width = _ENCODER_WIDTH
        self.layers = nn.Sequential(
            nn.Conv1d(BINS, width, 4, stride=2, padding=1), Halved(width), Halved(width), Halved(width),
            Residual(width), nn.Conv1d(width, 2 * SIZE, 1),
        )  # fmt: skip

    def forward(self, levels: Tensor) -> Posterior:
        x = levels.transpose(1, 2) * (-2 / FLOOR_DB) + 1
        mean, log_variance = self.layers(x).float().transpose(1, 2).chunk(2, dim=2)
        return Posterior(mean, log_variance.clamp(*_LOG_VARIANCES))


class Decoder(nn.Module):
    """Latents (batch, STEPS, SIZE) to levels and their spread, both (batch, FRAMES, BINS) in decibels."""

    def __init__(self) -> None:
        super().__init__()
        width = _DECODER_WIDTH
        self.layers = nn.Sequential(
            nn.Conv1d(SIZE, width, 1), Residual(width), Residual(width),
            Doubled(width), Doubled(width), Doubled(width), Doubled(width),
        )  # fmt: skip
        self.level = nn.Conv1d(width, BINS, 1)
        self.spread = nn.Conv1d(width, BANDS, 1)

    def forward(self, latent: Tensor) -> tuple[Tensor, Tensor]:
        x = self.layers(latent.transpose(1, 2))
        level = (self.level(x).float().transpose(1, 2) - 1) * (-FLOOR_DB / 2)
        bands = nn.functional.softplus(self.spread(x).float().transpose(1, 2)) * _SPREAD_DB
        spread = nn.functional.interpolate(bands, size=BINS, mode="linear", align_corners=True)
        return level.clamp_min(FLOOR_DB), spread


class Network(nn.Module):
    """Encoder and decoder, as they are trained together and stored in one file."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = Encoder()
        self.decoder = Decoder()
