"""What learns: an encoder of texts and one of sounds, and how sharply the two are told apart."""

import math

import torch
from torch import Tensor, nn

from engine.models.ear.network import Ear
from engine.models.words.text_encoder import TextEncoder

_FIRST_TEMPERATURE, _LOWEST_TEMPERATURE = 0.07, 0.02


class Towers(nn.Module):
    """A text encoder and an ear whose points lie in one space, and a temperature (Radford et al. 2021)."""

    def __init__(self, vocabulary: int) -> None:
        super().__init__()
        self.text = TextEncoder(vocabulary)
        self.ear = Ear()
        self.sharpness = nn.Parameter(torch.tensor(-math.log(_FIRST_TEMPERATURE)))

    @property
    def temperature(self) -> Tensor:
        """Nowhere below 0.02: sharper, and only the hardest pairs would count."""
        return torch.exp(-self.sharpness).clamp_min(_LOWEST_TEMPERATURE)
