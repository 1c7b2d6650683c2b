"""CLAP's text half (Wu et al. 2023): a text as a direction in the space that it shares with sounds.

Of a whole `ClapModel` only this half is used, so that it and a `ClapTextModelWithProjection` are the same here.
"""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from engine.families.words import tokens_of


def directions_of(clap: Any, tokenizer: Any, texts: Sequence[str]) -> tuple[Tensor, tuple[str, ...]]:
    """Vectors (texts, width) of length 1, and a note for each text that was too long."""
    # A masked token changes nothing, so there is no use in filling up to the 512 that are possible.
    tokens = tokens_of(tokenizer, texts, tokenizer.model_max_length, to_the_most=False)
    device = next(clap.parameters()).device
    found = clap.text_model(tokens.ids.to(device), attention_mask=tokens.read.to(device))
    return torch.nn.functional.normalize(clap.text_projection(found.pooler_output), dim=-1), tokens.notes
