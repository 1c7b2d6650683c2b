"""Prompts as hidden states, by a text encoder that is not trained here and just as the family will ask it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import torch
from torch import Tensor

from engine.families.folder import words_in
from engine.families.parts import network_of, quiet, tokenizer_of
from engine.families.stable_audio3 import MOST_TOKENS
from engine.families.words import tokens_of


class Words(Protocol):
    """Tells texts as hidden states (texts, tokens, width) and which tokens are read (texts, tokens); "" is nothing."""

    def told(self, texts: Sequence[str]) -> tuple[Tensor, Tensor]: ...


class FrozenWords:
    """A text encoder on its device, and its tokenizer."""

    def __init__(self, text_encoder: Any, tokenizer: Any) -> None:
        self.text_encoder, self.tokenizer = text_encoder.eval().requires_grad_(False), tokenizer

    @torch.no_grad()
    def told(self, texts: Sequence[str]) -> tuple[Tensor, Tensor]:
        """Every text filled up to as many tokens as there can be."""
        most = min(self.tokenizer.model_max_length, MOST_TOKENS)
        tokens = tokens_of(self.tokenizer, texts, most, to_the_most=True)
        device = next(self.text_encoder.parameters()).device
        read = tokens.read.to(device)
        hidden: Tensor = self.text_encoder(tokens.ids.to(device), attention_mask=read)[0]
        return hidden.float(), read


def read_words(folder: Path, device: torch.device) -> FrozenWords:
    """The text encoder and tokenizer of a folder in diffusers' layout; raises `ModelError` for one without them."""
    found = words_in(folder)
    with quiet():
        return FrozenWords(network_of(found, "text_encoder", torch.float32).to(device), tokenizer_of(found))
