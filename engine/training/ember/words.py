"""Prompts as tokens, just as the family will read them, and the text encoder that hears them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from engine.families.folder import words_in
from engine.families.parts import network_of, quiet, tokenizer_of
from engine.families.stable_audio3 import MOST_TOKENS
from engine.families.words import tokens_of

_TOGETHER = 256


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """A text encoder, and its tokenizer."""

    text_encoder: nn.Module
    tokenizer: Any

    def read(self, texts: Sequence[str]) -> tuple[Tensor, Tensor]:
        """Tokens (texts, tokens) and which are read; every text is filled up to the longest of them.

        The family fills up to as many as there can be: what is not read changes nothing.
        """
        most = min(self.tokenizer.model_max_length, MOST_TOKENS)
        tokens = tokens_of(self.tokenizer, texts, most, to_the_most=False)
        return tokens.ids, tokens.read

    @torch.inference_mode()
    def placed(self, texts: Sequence[str]) -> Tensor:
        """Where texts lie among sounds: (texts, space)."""
        encoder: Any = self.text_encoder
        some = [self.read(texts[first : first + _TOGETHER]) for first in range(0, len(texts), _TOGETHER)]
        return torch.cat([encoder.placed(ids, read) for ids, read in some])


def read_words(folder: Path) -> Words:
    """The text encoder and tokenizer of a folder in diffusers' layout; raises `ModelError` for one without them."""
    found = words_in(folder)
    with quiet():
        return Words(network_of(found, "text_encoder", torch.float32), tokenizer_of(found))
