"""A small tokenizer and a small text encoder, for what does not depend on their size."""

import torch
from transformers import PreTrainedTokenizerFast

from engine.models.words.text_encoder import TextEncoder
from engine.training.words.tokenizer_training import train_tokenizer

SIZE = 520


def small_tokenizer() -> PreTrainedTokenizerFast:
    """It knows some words as a whole."""
    return train_tokenizer(["a dog barking", "a kick drum", "a hi hat and a snare drum", "dog", "kick"] * 3, SIZE)


def small_encoder(vocabulary_size: int = SIZE) -> TextEncoder:
    """Random weights, always the same."""
    torch.manual_seed(0)
    encoder: TextEncoder = TextEncoder(vocabulary_size, width=32, layers=2, heads=2, told=24, space=16).eval()
    return encoder
