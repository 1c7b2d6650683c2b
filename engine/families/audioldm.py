"""AudioLDM (Liu et al. 2023): noise prediction over latents of a mel spectrogram, told by a CLAP embedding.

The network was trained with `sqrt(a) * clean + sqrt(1 - a) * noise`; with `sigma = sqrt((1 - a) / a)` it sees
`x / sqrt(1 + sigma^2)` at the timestep of that sigma, and `clean = x - sigma * noise` (Song et al. 2021).
"""

import math
from collections.abc import Iterator, Sequence
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
from engine.families.words import check_prompts, tokens_of

_STEPS, _GUIDANCE = 10, 2.5
# diffusers' UNet names 5.12 s as its size; the paper trains on twice of that.
_TRAINED_SIZES = 2


@dataclass(frozen=True, slots=True, eq=False)
class AudioLDM:
    """A `Family` of the parts that an AudioLDMPipeline is saved as; `sigmas` are those of its timesteps, rising."""

    unet: Any
    vae: Any
    text_encoder: nn.Module
    tokenizer: Any
    vocoder: Any
    mel: Mel
    sigmas: npt.NDArray[np.float64]
    weights: str
    precision: Precision

    NAME: ClassVar[str] = "audioldm"

    @property
    def card(self) -> FamilyCard:
        rate_hz, scale = self.vocoder.config.sampling_rate, self._scale
        frames_per_column = math.prod(self.vocoder.config.upsample_rates) * scale
        return FamilyCard(
            family=self.NAME,
            rate_hz=rate_hz,
            channels=1,
            frames_per_column=frames_per_column,
            latent_channels=self.unet.config.in_channels,
            rows=(self.vocoder.config.model_in_dim // scale,),
            schedule="variance-preserving",
            highest_sigma=float(self.sigmas[-1]),
            lowest_sigma=float(self.sigmas[0]),
            distilled=False,
            inpaints=False,
            default_steps=_STEPS,
            default_guidance=_GUIDANCE,
            longest_seconds=_TRAINED_SIZES * self.unet.config.sample_size * frames_per_column / rate_hz,
            weights=self.weights,
            precision=self.precision,
            device=str(next(self.unet.parameters()).device),
            threads=torch.get_num_threads(),
        )

    @property
    def networks(self) -> tuple[nn.Module, ...]:
        return (self.text_encoder, self.unet, self.vae, self.vocoder)

    @torch.inference_mode()
    def condition(self, prompts: Sequence[str], negatives: Sequence[str], seconds: float) -> Condition:
        """CLAP embeddings of length 1 (prompts, width); the length is told by the latent's alone."""
        card = self.card
        check_prompts(prompts, negatives, seconds, card.longest_seconds)
        # A masked token changes nothing, so there is no use in filling up to the 512 that are possible.
        tokens = tokens_of(self.tokenizer, [*prompts, *negatives], self.tokenizer.model_max_length, to_the_most=False)
        ids, read = tokens.ids.to(card.device), tokens.read.to(card.device)
        embedded = self.text_encoder(ids, attention_mask=read).text_embeds
        directions = torch.nn.functional.normalize(embedded, dim=-1)
        return Condition((directions[: len(prompts)],), (directions[len(prompts) :],), seconds, tokens.notes)

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
            raise RangeError("AudioLDM takes no mask: hold what is known in the sampler instead.")
        return guided(self._clean, condition, guidance)

    def rows_below(self, hertz: float) -> int:
        """Rows whose bands of the mel spectrogram all lie below that frequency."""
        return self.mel.bands_below(hertz) // self._scale

    @property
    def _scale(self) -> int:
        """Steps and bands of the mel spectrogram for one column and row of the latent."""
        return int(2 ** (len(self.vae.config.block_out_channels) - 1))

    @torch.inference_mode()
    def _clean(self, latents: Tensor, sigma: float, told: tuple[Tensor, ...]) -> Tensor:
        timestep = float(np.interp(math.log(sigma), np.log(self.sigmas), np.arange(len(self.sigmas))))
        noise: Tensor = self.unet(
            (latents / math.sqrt(1 + sigma**2)).to(self.unet.dtype),
            torch.full((len(latents),), timestep, device=latents.device),
            encoder_hidden_states=None,
            class_labels=told[0].to(self.unet.dtype),
            return_dict=False,
        )[0]
        return latents - sigma * noise.float()
