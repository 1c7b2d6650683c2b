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


class Convolution(nn.Module):
    """A convolution over three frames, (batch, frames, width) both ways, as one product of matrices.

    The library's own takes up to ten times as long backwards where there are few frames.
    """

    def __init__(self, width: int) -> None:
        super().__init__()
        self.product = nn.Linear(3 * width, width)

    def forward(self, x: Tensor) -> Tensor:
        padded = nn.functional.pad(x, (0, 0, 1, 1))
        around: Tensor = self.product(torch.cat([padded[:, :-2], x, padded[:, 2:]], dim=2))
        return around


class Residual(nn.Module):
    """Two convolutions beside the identity; (batch, frames, width) both ways."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.LayerNorm(width), nn.SiLU(), Convolution(width), nn.LayerNorm(width), nn.SiLU(), Convolution(width)
        )

    def forward(self, x: Tensor) -> Tensor:
        change: Tensor = self.layers(x)
        return x + change


class Halved(nn.Module):
    """One frame of two, (batch, frames, width) to (batch, frames / 2, width): their mean and a convolution's part."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.product = nn.Linear(4 * width, width)

    def forward(self, x: Tensor) -> Tensor:
        padded = nn.functional.pad(nn.functional.silu(x), (0, 0, 1, 1))
        before, after = padded[:, :-2:2], padded[:, 3::2]
        change: Tensor = self.product(torch.cat([before, padded[:, 1:-1:2], padded[:, 2::2], after], dim=2))
        return (x[:, ::2] + x[:, 1::2]) / 2 + change


class Doubled(nn.Module):
    """Two frames of one, (batch, frames, width) to (batch, 2 * frames, width): copies and a convolution's part."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.convolution = Convolution(width)

    def forward(self, x: Tensor) -> Tensor:
        x = x.repeat_interleave(2, dim=1)
        change: Tensor = self.convolution(nn.functional.silu(x))
        return x + change


class Encoder(nn.Module):
    """Levels (batch, FRAMES, BINS) to the posterior of their latent."""

    def __init__(self) -> None:
        super().__init__()
        width = _ENCODER_WIDTH
        self.layers = nn.Sequential(
            nn.Linear(BINS, width), Halved(width), Halved(width), Halved(width), Halved(width),
            Residual(width), nn.Linear(width, 2 * SIZE),
        )  # fmt: skip

    def forward(self, levels: Tensor) -> Posterior:
        mean, log_variance = self.layers(levels * (-2 / FLOOR_DB) + 1).float().chunk(2, dim=2)
        return Posterior(mean, log_variance.clamp(*_LOG_VARIANCES))


class Decoder(nn.Module):
    """Latents (batch, STEPS, SIZE) to levels and their spread, both (batch, FRAMES, BINS) in decibels."""

    def __init__(self) -> None:
        super().__init__()
        width = _DECODER_WIDTH
        self.layers = nn.Sequential(
            nn.Linear(SIZE, width), Residual(width), Residual(width),
            Doubled(width), Doubled(width), Doubled(width), Doubled(width),
        )  # fmt: skip
        self.level = nn.Linear(width, BINS)
        self.spread = nn.Linear(width, BANDS)

    def forward(self, latent: Tensor) -> tuple[Tensor, Tensor]:
        x = self.layers(latent)
        level = (self.level(x).float() - 1) * (-FLOOR_DB / 2)
        bands = nn.functional.softplus(self.spread(x).float()) * _SPREAD_DB
        spread = nn.functional.interpolate(bands, size=BINS, mode="linear", align_corners=True)
        return level.clamp_min(FLOOR_DB), spread


class Network(nn.Module):
    """Encoder and decoder, as they are trained together and stored in one file."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = Encoder()
        self.decoder = Decoder()
