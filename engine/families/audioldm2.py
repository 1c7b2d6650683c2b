"""AudioLDM 2 (Liu et al. 2024): told by T5's tokens, and by a "language of audio" that a GPT-2 writes from CLAP and T5.

GPT-2 counts places, padding included, so how long its input is changes what it writes. As in diffusers' pipeline a
prompt stands there without padding, and its negative is filled up to the prompt's length. Other than there, a negative
that is longer than its prompt is read to its end.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import torch
from torch import Tensor, nn

from engine.families.clap import directions_of
from engine.families.family import Condition
from engine.families.mel_diffusion import MelDiffusion
from engine.families.words import check_prompts, tokens_of

# What the language model adds to T5's tokens before it writes: CLAP's direction, and a begin and an end for both.
_ADDED_PLACES = 5


@dataclass(frozen=True, slots=True, eq=False)
class AudioLDM2(MelDiffusion):
    """A `Family` of the parts that an AudioLDM2Pipeline is saved as; `written` is how much GPT-2 writes."""

    text_encoder_2: nn.Module
    tokenizer_2: Any
    projection_model: Any
    language_model: Any
    written: int

    NAME: ClassVar[str] = "audioldm-2"
    STEPS: ClassVar[int] = 200
    GUIDANCE: ClassVar[float] = 3.5

    @property
    def networks(self) -> tuple[nn.Module, ...]:
        words = (self.text_encoder, self.text_encoder_2, self.projection_model, self.language_model)
        return (*words, self.unet, self.vae, self.vocoder)

    @torch.inference_mode()
    def condition(self, prompts: Sequence[str], negatives: Sequence[str], seconds: float) -> Condition:
        """What GPT-2 wrote (prompts, written, width), T5's tokens (prompts, tokens, width) and which are read."""
        check_prompts(prompts, negatives, seconds, self.card.longest_seconds)
        texts = [*prompts, *negatives]
        directions, clap_notes = directions_of(self.text_encoder, self.tokenizer, texts)
        tokens = tokens_of(self.tokenizer_2, texts, self._most_tokens, to_the_most=False)
        read = tokens.read.to(directions.device)
        hidden = self.text_encoder_2(tokens.ids.to(read.device), attention_mask=read)[0].float() * read[..., None]
        lengths = read.sum(1).tolist()
        places = [*lengths[: len(prompts)], *map(max, lengths[: len(prompts)], lengths[len(prompts) :])]
        # One by one, since a neighbour's length would change what is written.
        written = torch.cat([self._written(*row) for row in zip(directions.float(), hidden, read, places, strict=True)])
        told, split = (written, hidden, read), len(prompts)
        notes = tuple(dict.fromkeys((*clap_notes, *tokens.notes)))
        return Condition(
            tuple(tensor[:split] for tensor in told), tuple(tensor[split:] for tensor in told), seconds, notes
        )

    def _written(self, direction: Tensor, hidden: Tensor, read: Tensor, places: int) -> Tensor:
        """GPT-2's last states (1, written, width), each read back as the next input: nothing is drawn.

        All is computed anew for each: what transformers calls the states that it keeps differs between its versions.
        """
        begun = self.projection_model(
            hidden_states=direction[None, None],
            hidden_states_1=hidden[None, :places],
            attention_mask=read.new_ones(1, 1),
            attention_mask_1=read[None, :places],
        )
        states: Tensor = begun.hidden_states
        mask = begun.attention_mask
        for _ in range(self.written):
            found = self.language_model.base_model(inputs_embeds=states, attention_mask=mask).last_hidden_state
            states = torch.cat((states, found[:, -1:]), 1)
            mask = torch.cat((mask, mask.new_ones(1, 1)), 1)
        return states[:, -self.written :]

    @property
    def _most_tokens(self) -> int:
        places: int = self.language_model.config.n_positions - self.written - _ADDED_PLACES
        most: int = self.tokenizer_2.model_max_length
        return min(most, places)

    def _noise(self, seen: Tensor, timesteps: Tensor, told: tuple[Tensor, ...]) -> Tensor:
        written, hidden, read = told
        noise: Tensor = self.unet(
            seen,
            timesteps,
            encoder_hidden_states=written.to(seen.dtype),
            encoder_hidden_states_1=hidden.to(seen.dtype),
            encoder_attention_mask_1=read,
            return_dict=False,
        )[0]
        return noise
