"""The tuner: a small network that hears which note latents sound at, so that sampling can be led to the one asked for.

It hears all numbers of a latent but the last, which says the pitch by itself: the question is whether the others fit.
"""

import torch
from diffusers.configuration_utils import ConfigMixin, register_to_config
from diffusers.models.modeling_utils import ModelMixin
from torch import Tensor, nn

from engine.models.codec.framing import SIZE

TUNER = "tuner"
"""Its folder among a model's parts."""
LOWEST_NOTE, HIGHEST_NOTE = 24, 108
"""MIDI notes that it knows, C1 to C8."""

_NEAR = 3
"""Columns that it hears at once."""


class Tuner(ModelMixin, ConfigMixin):  # type: ignore[misc]  # diffusers is not typed
    """A convolution over columns, and what it finds as evidence for each note."""

    @register_to_config  # type: ignore[untyped-decorator]
    def __init__(self, size: int = SIZE, width: int = 256) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.first = nn.Conv1d(size - 1, width, _NEAR, padding=_NEAR // 2)
        self.second = nn.Conv1d(width, width, 1)
        self.evidence = nn.Conv1d(width, HIGHEST_NOTE - LOWEST_NOTE + 1, 1)

    def forward(self, latents: Tensor) -> Tensor:
        """Evidence (batch, notes, columns), as logarithms, in normalised latents (batch, SIZE, columns)."""
        found = nn.functional.gelu(self.first(latents[:, :-1]))
        found = found + nn.functional.gelu(self.second(found))
        evidence: Tensor = self.evidence(found)
        return evidence

    def odds(self, latents: Tensor, midi_note: int) -> Tensor:
        """Logarithms (batch, columns) of how much likelier the note is than all others together."""
        evidence, at = self(latents), midi_note - LOWEST_NOTE
        others = torch.cat((evidence[:, :at], evidence[:, at + 1 :]), 1)
        odds: Tensor = evidence[:, at] - others.logsumexp(1)
        return odds
