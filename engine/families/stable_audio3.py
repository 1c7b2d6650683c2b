"""Stable Audio 3: rectified flow over latents of the waveform, told by a text, a length, and what is to be kept.

`clean` follows from the velocity that diffusers' flow models predict, noise minus clean (Liu et al. 2022): at
`t = sigma / (1 + sigma)` the network sees `x / (1 + sigma)`. The autoencoder may be any class that has
`config.sampling_rate`, `config.latent_dim`, `downsampling_ratio`, `encode(sound).latents` and `decode(latents).sample`;
one whose decoder goes on from a state offers `blocks(pieces, columns)`: the same sound in blocks, of latents that come
in pieces, so many columns in all. One whose latents say their pitch in their last number has `pitch_number(midi_note)`.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, ClassVar, cast

import torch
from torch import Tensor, nn

from engine.audio import Samples
from engine.diffusion.denoise import Denoise
from engine.diffusion.steering import steered
from engine.errors import RangeError
from engine.families.columns import filled_up
from engine.families.defaults import Defaults
from engine.families.family import Condition, FamilyCard, PitchChannel, Precision
from engine.families.guidance import guided, guided_in_turns
from engine.families.hearing import heard_shares, is_heard
from engine.families.same import decoded
from engine.families.side_by_side import side_by_side
from engine.families.what_stays import inpaints, what_stays
from engine.families.words import check_prompts, tokens_of
from engine.models.gauge import Gauge
from engine.models.tuner import HIGHEST_NOTE, Tuner
from engine.models.words.lasting import Lasting
from engine.models.words.text_encoder import TextEncoder
from engine.models.words.thesaurus import Thesaurus

# Where the schedule of diffusers' StableAudio3Pipeline begins and ends: its `logsnr_min` and `logsnr_max`, negated.
_HIGHEST_LOG_SIGMA, _LOWEST_LOG_SIGMA = 6.2, -2.0
_DISTILLED, _UNDISTILLED = Defaults(8, 1.0), Defaults(16, 1.0)
_LOWEST_TUNED = 44
"""A MIDI note. Of lower ones the partials lie closer than latents tell, which leave their places to the pitch alone."""

MOST_TOKENS = 256
"""The text encoder was trained beside the transformer with this many tokens, padding included."""


@dataclass(frozen=True, slots=True, eq=False)
class StableAudio3:
    """A `Family` of the parts that a StableAudio3Pipeline is saved as; `schedule` is its scheduler's configuration.

    `defaults` are what its folder says, if it does. What its text encoder reads, `controls`, `known_words` and
    `thesaurus`, is for its card. `gauge` reads descriptors off latents, which leads to those that are set,
    and `tuner` the note.
    """

    transformer: nn.Module
    vae: Any
    text_encoder: nn.Module
    tokenizer: Any
    duration_embedder: Any
    schedule: Mapping[str, Any]
    weights: str
    precision: Precision
    channels: int
    controls: bool = False
    known_words: frozenset[str] = frozenset()
    thesaurus: Thesaurus = field(default_factory=Thesaurus)
    defaults: Defaults | None = None
    gauge: Gauge | None = None
    tuner: Tuner | None = None
    lasting: Lasting | None = None

    NAME: ClassVar[str] = "stable-audio-3"

    @property
    def card(self) -> FamilyCard:
        shift, distilled = self.schedule["shift"], bool(self.schedule.get("stochastic_sampling", False))
        defaults = self.defaults or (_DISTILLED if distilled else _UNDISTILLED)
        return FamilyCard(
            family=self.NAME,
            rate_hz=self.vae.config.sampling_rate,
            channels=self.channels,
            frames_per_column=self.vae.downsampling_ratio,
            window_columns=1,
            latent_channels=self.vae.config.latent_dim,
            rows=(),
            schedule="flow",
            highest_sigma=shift * math.exp(_HIGHEST_LOG_SIGMA),
            lowest_sigma=shift * math.exp(_LOWEST_LOG_SIGMA),
            distilled=distilled,
            inpaints=inpaints(self.transformer),
            default_steps=defaults.steps,
            default_guidance=defaults.guidance,
            longest_seconds=float(self.duration_embedder.config.max_val),
            weights=self.weights,
            precision=self.precision,
            device=str(next(self.transformer.parameters()).device),
            threads=torch.get_num_threads(),
            controls=self.controls,
            known_words=self.known_words,
            thesaurus=self.thesaurus,
            scale=None if self.gauge is None else self.gauge.scale,
            around=defaults.around,
        )

    @property
    def networks(self) -> tuple[nn.Module, ...]:
        return (self.text_encoder, self.duration_embedder, self.transformer, self.vae)

    @torch.inference_mode()
    def condition(self, prompts: Sequence[str], negatives: Sequence[str], seconds: float) -> Condition:
        """Tokens with the length as the last, a mask of those that are read, and the length by itself."""
        check_prompts(prompts, negatives, seconds, self.card.longest_seconds)
        most = min(self.tokenizer.model_max_length, MOST_TOKENS)
        # Padding is filled with what the transformer learned for it, so it belongs to what the network is told.
        tokens = tokens_of(self.tokenizer, [*prompts, *negatives], most, to_the_most=True)
        device = next(self.transformer.parameters()).device
        ids, read = tokens.ids.to(device), tokens.read.to(device)
        text = self.text_encoder(ids, attention_mask=read)[0]
        length = self.duration_embedder(torch.full((len(text),), seconds, device=device)).to(text.dtype)
        told = (torch.cat((text, length[:, None]), 1), torch.cat((read, read.new_ones(len(read), 1)), 1), length)
        prompted, led_away_from = slice(len(prompts)), slice(len(prompts), None)
        positive, negative = (tuple(tensor[rows] for tensor in told) for rows in (prompted, led_away_from))
        return Condition(positive, negative, seconds, tokens.notes)

    @torch.inference_mode()
    def encode(self, samples: Samples) -> Tensor:
        """The latent (1, channels, columns) of a sound, the last column filled up with silence."""
        latents: Tensor = self.vae.encode(filled_up(samples, self.card)).latents
        return latents.float()

    def decode(self, latents: Tensor) -> Iterator[Samples]:
        """Blocks of the sound of one latent (1, channels, columns); one where the autoencoder tells no context."""
        if len(latents) != 1:
            raise RangeError(f"One latent is decoded at a time; {len(latents)} came: decode each by itself.")
        return self.decode_pieces((latents,), latents.shape[2])

    @torch.inference_mode()
    def decode_pieces(self, pieces: Iterable[Tensor], columns: int) -> Iterator[Samples]:
        """The same of a latent that comes in pieces (1, channels, columns), as many columns as `columns` in all."""
        blocks = self.vae.blocks if hasattr(self.vae, "blocks") else partial(decoded, self.vae)
        for sound in blocks(pieces, columns):
            yield sound[0].float().clamp(-1, 1).T.contiguous().cpu().numpy()

    def denoise(
        self, condition: Condition, guidance: float, mask: Tensor | None = None, known: Tensor | None = None
    ) -> Denoise:
        """The velocity as an estimate of `clean`; a mask goes into every block of the transformer, as in training."""
        local = what_stays(self.transformer, mask, known)
        positive, negative = condition.positive + local, condition.negative + local
        unset = condition.unset and condition.unset + local
        told = replace(condition, positive=positive, negative=negative, unset=unset)
        guide = guided_in_turns if self.defaults is not None and self.defaults.in_turns else guided
        denoise = guide(side_by_side(self._clean), told, guidance)
        if self.gauge is None or condition.shares is None:
            return denoise
        heard = partial(heard_shares, decode=self.decode, rate_hz=self.card.rate_hz, scale=self.gauge.scale)
        hearing = heard if is_heard(condition.shares) else None
        return steered(denoise, self.gauge, self.gauge.spread, condition.shares, mask, hearing)

    def pitch_channel(self, midi_note: int) -> PitchChannel | None:
        """Where the autoencoder's latents say their pitch, the last of their numbers if any."""
        if not hasattr(self.vae, "pitch_number"):
            return None
        heard = self.tuner is not None and _LOWEST_TUNED <= midi_note <= HIGHEST_NOTE
        odds = partial(self.tuner.odds, midi_note=midi_note) if self.tuner is not None and heard else None
        return PitchChannel(self.vae.config.latent_dim - 1, self.vae.pitch_number(midi_note), odds)

    @torch.inference_mode()
    def lasting_seconds(self, prompt: str) -> float:
        """By the place of its words among sounds; infinite without any, and where nothing was fitted on them."""
        if self.lasting is None or not prompt.strip():
            return math.inf
        tokens = tokens_of(self.tokenizer, [prompt], MOST_TOKENS, to_the_most=False)
        device, encoder = next(self.transformer.parameters()).device, cast(TextEncoder, self.text_encoder)
        return self.lasting.seconds(encoder.placed(tokens.ids.to(device), tokens.read.to(device)))

    def rows_below(self, hertz: float) -> None:
        """None: these latents are of the waveform, and no row of them is a frequency."""
        return

    @torch.inference_mode()
    def _clean(self, latents: Tensor, sigma: float, told: tuple[Tensor, ...]) -> Tensor:
        time, noisy = sigma / (1 + sigma), latents / (1 + sigma)
        return noisy - time * self._velocity(noisy, time, told).float()

    def _velocity(self, noisy: Tensor, time: float, told: tuple[Tensor, ...]) -> Tensor:
        dtype = next(self.transformer.parameters()).dtype
        text, read, length, *local = told
        velocity: Tensor = self.transformer(
            noisy.to(dtype),
            torch.full((len(noisy),), time * self.schedule["num_train_timesteps"], device=noisy.device),
            encoder_hidden_states=text.to(dtype),
            global_hidden_states=length.to(dtype),
            encoder_attention_mask=read,
            local_add_cond=local[0].to(dtype) if local else None,
            return_dict=False,
        )[0]
        return velocity
