"""Stable Audio Open (Evans et al. 2024): v-prediction over latents of the waveform, told by a text, a begin and an end.

It always hears the window that it was trained on: what is silent in it after the sound belongs to the sound.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import torch
from torch import Tensor, nn

from engine.audio import Samples
from engine.diffusion.denoise import Denoise
from engine.errors import RangeError
from engine.families.columns import filled_up, window_of
from engine.families.family import Condition, FamilyCard, Precision
from engine.families.guidance import guided
from engine.families.oobleck import decoded, encoded
from engine.families.velocity import Velocity
from engine.families.words import check_prompts, tokens_of

_STEPS, _GUIDANCE = 100, 7.0
# The transformer was trained with this many tokens, padding included.
_MOST_TOKENS = 128


@dataclass(frozen=True, slots=True, eq=False)
class StableAudioOpen:
    """A `Family` of the parts that a StableAudioPipeline is saved as; `window_columns` are what it always hears."""

    transformer: Any
    vae: Any
    text_encoder: nn.Module
    tokenizer: Any
    projection_model: Any
    velocity: Velocity
    window_columns: int
    weights: str
    precision: Precision

    NAME: ClassVar[str] = "stable-audio-open"

    @property
    def card(self) -> FamilyCard:
        config, frames_per_column = self.vae.config, math.prod(self.vae.config.downsampling_ratios)
        window_seconds = self.window_columns * frames_per_column / config.sampling_rate
        return FamilyCard(
            family=self.NAME,
            rate_hz=config.sampling_rate,
            channels=config.audio_channels,
            frames_per_column=frames_per_column,
            window_columns=self.window_columns,
            latent_channels=self.transformer.config.in_channels,
            rows=(),
            schedule="exponential",
            highest_sigma=self.velocity.highest_sigma,
            lowest_sigma=self.velocity.lowest_sigma,
            distilled=False,
            inpaints=False,
            default_steps=_STEPS,
            default_guidance=_GUIDANCE,
            longest_seconds=min(window_seconds, float(self.projection_model.config.max_value)),
            weights=self.weights,
            precision=self.precision,
            device=str(self._weight.device),
            threads=torch.get_num_threads(),
        )

    @property
    def networks(self) -> tuple[nn.Module, ...]:
        return (self.text_encoder, self.projection_model, self.transformer, self.vae)

    @torch.inference_mode()
    def condition(self, prompts: Sequence[str], negatives: Sequence[str], seconds: float) -> Condition:
        """Tokens with begin and end as the last two, and these by themselves; of no negative all tokens are zeros."""
        check_prompts(prompts, negatives, seconds, self.card.longest_seconds)
        texts, device = [*prompts, *negatives], self._weight.device
        # Padding is read as zeros, so it belongs to what the network is told.
        most = min(self.tokenizer.model_max_length, _MOST_TOKENS)
        tokens = tokens_of(self.tokenizer, texts, most, to_the_most=True)
        ids, read = tokens.ids.to(device), tokens.read.to(device)
        hidden = self.text_encoder(ids, attention_mask=read)[0].float()
        seconds_told = torch.full((len(texts),), seconds, device=device)
        found = self.projection_model(hidden, torch.zeros_like(seconds_told), seconds_told)
        begin, end = found.seconds_start_hidden_states, found.seconds_end_hidden_states
        words = torch.cat((found.text_hidden_states * read[..., None], begin, end), 1)
        split, given = len(prompts), torch.tensor([bool(text) for text in negatives], device=device)
        length = torch.cat((begin, end), 2)
        negative = (words[split:] * given[:, None, None], length[split:])
        return Condition((words[:split], length[:split]), negative, seconds, tokens.notes)

    @torch.inference_mode()
    def encode(self, samples: Samples) -> Tensor:
        """The latent (1, channels, columns) of a sound, with silence up to the window."""
        return encoded(self.vae, filled_up(samples, self.card), window_of(len(samples), self.card))

    @torch.inference_mode()
    def decode(self, latents: Tensor) -> Iterator[Samples]:
        """Blocks of the sound of one latent (1, channels, columns)."""
        if len(latents) != 1:
            raise RangeError(f"One latent is decoded at a time; {len(latents)} came: decode each by itself.")
        for sound in decoded(self.vae, latents):
            yield sound.clamp(-1, 1).T.contiguous().cpu().numpy()

    def denoise(
        self, condition: Condition, guidance: float, mask: Tensor | None = None, known: Tensor | None = None
    ) -> Denoise:
        """The predicted velocity as an estimate of `clean`."""
        if mask is not None or known is not None:
            raise RangeError(f"{self.NAME} takes no mask: hold what is known in the sampler instead.")
        return guided(self._clean, condition, guidance)

    def rows_below(self, hertz: float) -> None:
        """None: these latents are of the waveform, and no row of them is a frequency."""
        return

    @torch.inference_mode()
    def _clean(self, latents: Tensor, sigma: float, told: tuple[Tensor, ...]) -> Tensor:
        predicted = self._predicted(self.velocity.seen(latents, sigma), self.velocity.time_of(sigma), told)
        return self.velocity.clean(latents, sigma, predicted)

    def _predicted(self, seen: Tensor, time: float, told: tuple[Tensor, ...]) -> Tensor:
        from diffusers.models.embeddings import get_1d_rotary_pos_embed

        dtype, (words, length) = self._weight.dtype, told
        turned = get_1d_rotary_pos_embed(
            self.transformer.config.attention_head_dim // 2,
            # The length stands before the latents.
            seen.shape[2] + 1,
            use_real=True,
            repeat_interleave_real=False,
        )
        velocity: Tensor = self.transformer(
            seen.to(dtype),
            torch.full((len(seen),), time, device=seen.device),
            encoder_hidden_states=words.to(dtype),
            global_hidden_states=length.to(dtype),
            rotary_embedding=turned,
            return_dict=False,
        )[0]
        return velocity.float()

    @property
    def _weight(self) -> Tensor:
        """One of the transformer's weights, for the precision and device of all but its time's."""
        weight: Tensor = self.transformer.proj_in.weight
        return weight
