"""What the generator learns with: the transformer, what tells it a length, and what is told of words.

Called as the family calls them.
"""

import copy
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from engine.training.ember.shape import Shape, duration_embedder_of, transformer_of


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """Tokens of texts (batch, tokens), which of them are read (batch, tokens), lengths (batch,) in seconds."""

    ids: Tensor
    read: Tensor
    seconds: Tensor

    def rows(self, rows: slice) -> "Told":
        """Some of the batch."""
        return Told(self.ids[rows], self.read[rows], self.seconds[rows])


class FlowNetwork(nn.Module):
    """Predicts noise minus clean of latents (batch, SIZE, columns) between them at times (batch,), 0..1.

    It has a text encoder of its own, like the one that is given; only what that names as its `telling` is learned, so
    that texts stay where they are among sounds.
    """

    def __init__(self, shape: Shape, text_encoder: nn.Module) -> None:
        super().__init__()
        self.transformer = transformer_of(shape)
        self.duration_embedder = duration_embedder_of(shape)
        self.text_encoder = copy.deepcopy(text_encoder).requires_grad_(False)
        telling: tuple[nn.Module, ...] = getattr(self.text_encoder, "telling", ())
        for part in telling:
            part.requires_grad_(True)

    def forward(self, noisy: Tensor, time: Tensor, told: Told, local: Tensor | None) -> Tensor:
        text, length = self._text(told), self.duration_embedder(told.seconds)
        read = torch.cat((told.read, told.read.new_ones(len(told.read), 1)), 1)
        velocity: Tensor = self.transformer(
            noisy,
            time,
            encoder_hidden_states=torch.cat((text, length[:, None].to(text.dtype)), 1),
            global_hidden_states=length,
            encoder_attention_mask=read,
            local_add_cond=local,
            return_dict=False,
        )[0]
        return velocity.float()

    def _text(self, told: Told) -> Tensor:
        """Hidden states (batch, tokens, width)."""
        encoder: Any = self.text_encoder
        hidden: Tensor = encoder(told.ids, attention_mask=told.read)[0]
        return hidden.float()
