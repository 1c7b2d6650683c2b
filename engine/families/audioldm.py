"""AudioLDM (Liu et al. 2023): told by a CLAP embedding beside the timestep, in place of a class."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor

from engine.families.clap import directions_of
from engine.families.family import Condition
from engine.families.mel_diffusion import MelDiffusion
from engine.families.words import check_prompts


@dataclass(frozen=True, slots=True, eq=False)
class AudioLDM(MelDiffusion):
    """A `Family` of the parts that an AudioLDMPipeline is saved as."""

    NAME: ClassVar[str] = "audioldm"
    STEPS: ClassVar[int] = 10
    GUIDANCE: ClassVar[float] = 2.5
    # diffusers' UNet names 5.12 s as its size; the paper trains on twice of that.
    TRAINED_SIZES: ClassVar[int] = 2

    @torch.inference_mode()
    def condition(self, prompts: Sequence[str], negatives: Sequence[str], seconds: float) -> Condition:
        """CLAP embeddings of length 1 (prompts, width); the length is told by the latent's alone."""
        check_prompts(prompts, negatives, seconds, self.card.longest_seconds)
        directions, notes = directions_of(self.text_encoder, self.tokenizer, [*prompts, *negatives])
        return Condition((directions[: len(prompts)],), (directions[len(prompts) :],), seconds, notes)

    def _noise(self, seen: Tensor, timesteps: Tensor, told: tuple[Tensor, ...]) -> Tensor:
        noise: Tensor = self.unet(
            seen,
            timesteps,
            encoder_hidden_states=None,
            class_labels=told[0].to(seen.dtype),
            return_dict=False,
        )[0]
        return noise
