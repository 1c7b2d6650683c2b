"""What AudioLDM and its descendants share: noise prediction over latents of a mel spectrogram, and a vocoder.

The network was trained with `sqrt(a) * clean + sqrt(1 - a) * noise`; with `sigma = sqrt((1 - a) / a)` it sees
`x / sqrt(1 + sigma^2)` at the timestep of that sigma, and `clean = x - sigma * noise` (Song et al. 2021).
"""

import math
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from engine.audio import Samples
from engine.diffusion.denoise import Denoise
from engine.errors import RangeError
from engine.families.columns import filled_up
from engine.families.family import Condition, FamilyCard, Precision
from engine.families.guidance import guided
from engine.families.mel import Mel
from engine.families.vocoder import vocoded


@dataclass(frozen=True, slots=True, eq=False)
class MelDiffusion(ABC):
    """A `Family` but for its words; `sigmas` are those of its timesteps, rising.

    `TRAINED_SIZES` says how many of the lengths that the network's configuration names it was trained on.
    """

    unet: Any
    vae: Any
    text_encoder: Any
    tokenizer: Any
    vocoder: Any
    mel: Mel
    sigmas: npt.NDArray[np.float64]
    weights: str
    precision: Precision

    NAME: ClassVar[str]
    STEPS: ClassVar[int]
    GUIDANCE: ClassVar[float]
    TRAINED_SIZES: ClassVar[int] = 1

    @property
    def card(self) -> FamilyCard:
        rate_hz, scale = self.vocoder.config.sampling_rate, self._scale
        frames_per_column = math.prod(self.vocoder.config.upsample_rates) * scale
        return FamilyCard(
            family=self.NAME,
            rate_hz=rate_hz,
            channels=1,
            frames_per_column=frames_per_column,
            window_columns=1,
            latent_channels=self.unet.config.in_channels,
            rows=(self.vocoder.config.model_in_dim // scale,),
            schedule="variance-preserving",
            highest_sigma=float(self.sigmas[-1]),
            lowest_sigma=float(self.sigmas[0]),
            distilled=False,
            inpaints=False,
            default_steps=self.STEPS,
            default_guidance=self.GUIDANCE,
            longest_seconds=self.TRAINED_SIZES * self.unet.config.sample_size * frames_per_column / rate_hz,
            weights=self.weights,
            precision=self.precision,
            device=str(next(self.unet.parameters()).device),
            threads=torch.get_num_threads(),
        )

    @property
    def networks(self) -> tuple[nn.Module, ...]:
        return (self.text_encoder, self.unet, self.vae, self.vocoder)

    @torch.inference_mode()
    def encode(self, samples: Samples) -> Tensor:
        """The latent (1, channels, columns, rows) of a sound: the mean of what the autoencoder finds in its mel."""
        levels = self.mel.levels(filled_up(samples, self.card)[:, 0])
        latents: Tensor = self.vae.encode(levels[:, None]).latent_dist.mode() * self.vae.config.scaling_factor
        return latents

    @torch.inference_mode()
    def decode(self, latents: Tensor) -> Iterator[Samples]:
        """Blocks of the sound of one latent (1, channels, columns, rows): its mel whole, the vocoder block by block."""
        if len(latents) != 1:
            raise RangeError(f"One latent is decoded at a time; {len(latents)} came: decode each by itself.")
        levels = self.vae.decode(latents / self.vae.config.scaling_factor).sample[:, 0]
        for sound in vocoded(self.vocoder, levels):
            yield sound.T.clamp(-1, 1).contiguous().cpu().numpy()

    def denoise(
        self, condition: Condition, guidance: float, mask: Tensor | None = None, known: Tensor | None = None
    ) -> Denoise:
        """The predicted noise as an estimate of `clean`; between two timesteps, one between them by log sigma."""
        if mask is not None or known is not None:
            raise RangeError(f"{self.NAME} takes no mask: hold what is known in the sampler instead.")
        return guided(self._clean, condition, guidance)

    def rows_below(self, hertz: float) -> int:
        """Rows whose bands of the mel spectrogram all lie below that frequency."""
        return self.mel.bands_below(hertz) // self._scale

    @abstractmethod
    def _noise(self, seen: Tensor, timesteps: Tensor, told: tuple[Tensor, ...]) -> Tensor:
        """What the network takes for noise in latents of a variance of 1, in its own precision."""

    @property
    def _scale(self) -> int:
        """Steps and bands of the mel spectrogram for one column and row of the latent."""
        return int(2 ** (len(self.vae.config.block_out_channels) - 1))

    @torch.inference_mode()
    def _clean(self, latents: Tensor, sigma: float, told: tuple[Tensor, ...]) -> Tensor:
        timestep = float(np.interp(math.log(sigma), np.log(self.sigmas), np.arange(len(self.sigmas))))
        seen = (latents / math.sqrt(1 + sigma**2)).to(self.unet.dtype)
        timesteps = torch.full((len(latents),), timestep, device=latents.device)
        return latents - sigma * self._noise(seen, timesteps, told).float()
