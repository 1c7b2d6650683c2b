"""What the generator learns with: the transformer and what tells it a length, called as the family calls them."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from engine.training.ember.shape import Shape, duration_embedder_of, transformer_of


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """Hidden states of text (batch, tokens, width), which of them are read (batch, tokens), lengths (batch,) in s."""

    text: Tensor
    read: Tensor
    seconds: Tensor

    def rows(self, rows: slice) -> "Told":
        """Some of the batch."""
        return Told(self.text[rows], self.read[rows], self.seconds[rows])


class FlowNetwork(nn.Module):
    """Predicts noise minus clean of latents (batch, SIZE, columns) between them at times (batch,), 0..1."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.transformer = transformer_of(shape)
        self.duration_embedder = duration_embedder_of(shape)

    def forward(self, noisy: Tensor, time: Tensor, told: Told, local: Tensor | None) -> Tensor:
        length = self.duration_embedder(told.seconds)
        read = torch.cat((told.read, told.read.new_ones(len(told.read), 1)), 1)
        velocity: Tensor = self.transformer(
            noisy,
            time,
            encoder_hidden_states=torch.cat((told.text, length[:, None].to(told.text.dtype)), 1),
            global_hidden_states=length,
            encoder_attention_mask=read,
            local_add_cond=local,
            return_dict=False,
        )[0]
        return velocity.float()
